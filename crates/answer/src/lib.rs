//! Reads an answer off the scenarios: probabilities, windows, words and charts. Pure.
