"""What answers carry: header fields, compression, logs."""
