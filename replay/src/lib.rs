//! A server that plays Open-Meteo.
