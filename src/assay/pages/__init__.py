"""What is shown in a browser: views, templates and plots, for the one-file report and the dashboard alike."""
