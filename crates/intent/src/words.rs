//! Everyday words: those that hold a sentence together, and those that happen to be towns as well.

/// Words that carry no meaning of their own in a question.
const FUNCTION: [&str; 218] = [
    "a", "about", "again", "all", "also", "am", "an", "and", "any", "anyone", "anything", "are", "around", "as", "ask", "at", "away", "back", "bad", "badly", "be", "because", "been", "before", "being", "best", "better", "big", "but", "by", "can", "cannot", "chance", "chances", "check", "come", "could", "couple", "day", "days", "did", "do", "does", "doing", "done", "down", "during", "each", "easy", "enough", "ever", "every", "everyone", "expect", "expected", "family", "feel", "few", "find", "fine", "for", "forecast", "free", "friend", "friends", "from", "get", "gets", "getting", "give", "go", "goes", "going", "gonna", "good", "great", "guess", "had", "happen", "hard", "has", "have", "having", "he", "hello", "help", "her", "here", "hey", "hi", "him", "his", "how", "i", "idea", "if", "in", "into", "is", "it", "its", "just", "kids", "kind", "know", "let", "like", "likely", "little", "long", "look", "looking", "looks", "lot", "lots", "made", "make", "many", "may", "maybe", "me", "mean", "might", "more", "most", "much", "must", "my", "need", "needed", "next", "nice", "no", "not", "of", "off", "ok", "okay", "on", "one", "or", "other", "our", "out", "outdoors", "outside", "over", "people", "perhaps", "plan", "planning", "please", "pls", "possible", "probability", "probably", "put", "quite", "really", "right", "safe", "said", "same", "says", "see", "she", "should", "so", "some", "something", "soon", "still", "sure", "take", "tell", "than", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "think", "this", "those", "through", "time", "times", "to", "today", "too", "try", "under", "up", "us", "very", "want", "was", "way", "we", "well", "what", "when", "where", "whether", "which", "while", "who", "why", "will", "with", "would", "you", "your",
];

/// Names of towns that are everyday English words: towns only in a town's place.
const ORDINARY: [&str; 115] = [
    "airport", "alone", "along", "as", "ash", "autumn", "bake", "bar", "bath", "battle", "bay", "bear", "bell", "bend", "best", "buffalo", "buy", "central", "chance", "commerce", "converse", "cork", "corona", "date", "deal", "derby", "early", "eden", "enterprise", "evening", "fall", "federal", "forest", "garden", "goes", "golden", "green", "hay", "holiday", "home", "hope", "hull", "hurricane", "independence", "industry", "jam", "lake", "lens", "liberal", "liberty", "male", "man", "march", "may", "mild", "mine", "mission", "mobile", "most", "much", "nelson", "nice", "normal", "of", "oil", "orange", "over", "page", "paradise", "park", "peer", "plan", "police", "pop", "power", "price", "reading", "republic", "rich", "rugby", "rye", "sale", "salt", "same", "sandy", "say", "see", "sparks", "split", "spring", "stains", "street", "summer", "summit", "sunny", "sunrise", "sunset", "surprise", "tank", "temple", "time", "tire", "tours", "tyre", "une", "union", "university", "van", "victory", "wake", "ware", "wedding", "wells", "winter", "young",
];

/// Whether the word holds sentences together and means nothing by itself.
pub(crate) fn is_function(word: &str) -> bool {
    FUNCTION.binary_search(&word).is_ok() || word.contains('\'')
}

/// Whether the word is an everyday one, whatever towns are called by it.
pub(crate) fn is_ordinary(word: &str) -> bool {
    is_function(word) || ORDINARY.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_function_words_is_sorted() {
        assert!(FUNCTION.is_sorted(), "{:?}", FUNCTION.windows(2).find(|pair| pair[0] > pair[1]));
    }
}
