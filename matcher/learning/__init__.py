"""Answers after meetings to weights, used only if they judge better."""
