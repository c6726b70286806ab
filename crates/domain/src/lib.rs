//! The nouns of Forecastle and the ports to the world outside.
