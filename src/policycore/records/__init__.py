"""The border: records in from dicts, objects and files, rejects out, as the record types of a policy ask for them."""
