"""What is measured for whoever runs the site: off unless asked for, and without personal data."""
