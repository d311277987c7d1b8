//! The width of text, estimated: measuring it in a browser makes the page lay itself out anew for every label.

/// The estimated width of `text` in a sans-serif face of `size`, rather too wide than too narrow.
pub fn width(text: &str, size: f64) -> f64 {
    size * text.chars().map(em).sum::<f64>()
}

/// The width of a character in parts of the font size, as the wider of common faces (DejaVu Sans, Verdana) have it.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' => 0.3,
        ' ' | '.' | ',' | ':' | ';' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' | '!' => 0.4,
        '⁰'..='⁹' | '⁻' | '¹' | '²' | '³' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.98,
        'A'..='Z' | '=' | '+' | '−' | '±' | '×' | '<' | '>' => 0.8,
        '\u{1100}'.. => 1.0,
        _ => 0.63,
    }
}

/// `text`, shortened with an ellipsis where it is wider than `room`.
pub fn fit(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.into();
    }
    let mut left = room - size * em('…');
    let mut out: String = text
        .chars()
        .take_while(|&c| {
            left -= size * em(c);
            left >= 0.0
        })
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// `text` in lines no wider than `room`, broken at spaces; a word that is wider is shortened.
pub fn wrap(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + size * em(' ') <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fit(word, size, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_wide_is_shortened_to_fit() {
        let text = "A label that is rather long 日本語";
        assert_eq!(fit(text, 12.0, 500.0), text);
        for room in [20.0, 50.0, 100.0, 150.0] {
            let short = fit(text, 12.0, room);
            assert!(short.ends_with('…') && width(&short, 12.0) <= room, "{short}");
        }
        assert_eq!(fit("abc", 12.0, -5.0), "…");
    }

    #[test]
    fn sentences_are_broken_at_spaces() {
        let text = "Too few updates for a tail: 50 are needed, and there are 12.";
        let lines = wrap(text, 12.0, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| width(line, 12.0) <= 120.0), "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert!(wrap("", 12.0, 120.0).is_empty());
    }
}
