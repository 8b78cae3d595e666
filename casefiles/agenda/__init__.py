"""What is to be done and told: tasks, dates, documents, reminders, alerts and notices."""
