//! What is known for a question: observations, climatology, their age and origin.
