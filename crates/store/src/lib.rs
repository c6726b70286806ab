//! The one data file: SQLite, its schema and migrations.
