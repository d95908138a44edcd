"""What the machine says: files, sockets, users, certificates. Works under ``--root`` too, and as any user."""
