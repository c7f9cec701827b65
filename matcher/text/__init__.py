"""Text of forms to statements and items: frames off, exclusions marked."""
