//! Verifies forecasts as they were issued and keeps the track record. Pure.
