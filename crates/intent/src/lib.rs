//! Words, a clock and a home place become a question with its assumptions. Pure.
