"""What a rule is, finding rules, running them, suppressions."""
