"""Regular expressions as PCRE2 reads them: their parts, what they match, what their captures can hold."""
