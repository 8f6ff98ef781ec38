"""Database: engine, migrations, locks, notifications, encryption at rest; no subject of its own."""
