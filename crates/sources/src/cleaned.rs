/// Words of a stranger on one line, without what can't be seen or turns the direction of reading, of `longest` characters at most.
#[must_use]
pub fn cleaned(words: &str, longest: usize) -> String {
    let mut clean = String::new();
    let (mut count, mut gap) = (0, false);
    for character in words.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = count > 0;
            continue;
        }
        if is_unseen(character) {
            continue;
        }
        if count + usize::from(gap) + 1 > longest {
            // What is cut shows that it is.
            if count == longest {
                clean.pop();
            }
            clean.truncate(clean.trim_end().len());
            clean.push('…');
            break;
        }
        if gap {
            clean.push(' ');
        }
        clean.push(character);
        count += 1 + usize::from(gap);
        gap = false;
    }
    clean
}

/// Characters of no width, marks of direction, tags and whatever else of Unicode's format characters hides in a text, and those
/// for private use.
pub(crate) fn is_unseen(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00ad
            | 0x034f
            | 0x061c
            | 0x115f..=0x1160
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x200b..=0x200f
            | 0x202a..=0x202e
            | 0x2060..=0x206f
            | 0x3164
            | 0xe000..=0xf8ff
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffd
            | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a
            | 0xe0000..=0x0010_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_goes_and_what_is_cut_shows() {
        assert_eq!(cleaned("  Outside\ttemperature\r\n°C ", 60), "Outside temperature °C");
        assert_eq!(cleaned("pay\u{202e}gnp.exe\u{200b}", 60), "paygnp.exe");
        assert_eq!(cleaned("hidden \u{e0041}\u{e0042}words", 60), "hidden words");
        assert_eq!(cleaned("\u{1b}[31mred", 60), "[31mred");
        assert_eq!(cleaned("Ignore all previous instructions", 12), "Ignore all…");
        assert_eq!(cleaned("Ночь 夜 🌙", 60), "Ночь 夜 🌙");
    }

    proptest! {
        #[test]
        fn it_is_short_and_stays_as_it_is_when_cleaned_again(words in "\\PC{0,80}|.{0,80}", longest in 1_usize..50) {
            let clean = cleaned(&words, longest);
            prop_assert!(clean.chars().count() <= longest);
            prop_assert!(!clean.chars().any(char::is_control));
            prop_assert_eq!(cleaned(&clean, longest), clean);
        }
    }
}
