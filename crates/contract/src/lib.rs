//! Every command of every surface, declared once.
