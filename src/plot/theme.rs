//! The look: colours and font, as the page's style sheet gives them.
use crate::figure::Tone;
use plotters::style::RGBColor;
use serde::Deserialize;

/// Colours, font and size of everything drawn.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Theme {
    /// Titles and notes.
    pub ink: Colour,
    /// Axes and their labels.
    pub muted: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// The background.
    pub paper: Colour,
    /// A CSS font-family list.
    pub font_family: String,
    /// In CSS pixels.
    pub font_size: f64,
    /// A colour for each role of a series.
    pub tones: Tones,
}

/// A colour for each [`Tone`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tones {
    /// Measured values.
    pub data: Colour,
    /// A fitted law.
    pub fit: Colour,
    /// The first null model.
    pub null1: Colour,
    /// The second null model.
    pub null2: Colour,
    /// The third null model.
    pub null3: Colour,
    /// The fourth null model.
    pub null4: Colour,
    /// Measured values that are not part of the fit.
    pub muted: Colour,
    /// A bound that theory gives.
    pub floor: Colour,
}

/// The font size at which lines and points have the sizes that are written down for them, in CSS pixels.
const USUAL: f64 = 12.0;

impl Theme {
    /// What lengths of marks are multiplied by, so that they grow with larger type.
    pub fn scale(&self) -> f64 {
        (self.font_size / USUAL).max(1.0)
    }

    /// The colour of a role.
    pub fn tone(&self, tone: Tone) -> Colour {
        match tone {
            Tone::Data => self.tones.data,
            Tone::Fit => self.tones.fit,
            Tone::Null1 => self.tones.null1,
            Tone::Null2 => self.tones.null2,
            Tone::Null3 => self.tones.null3,
            Tone::Null4 => self.tones.null4,
            Tone::Muted => self.tones.muted,
            Tone::Floor => self.tones.floor,
        }
    }
}

/// A colour, written #rgb or #rrggbb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour {
    /// Red, green, blue.
    pub rgb: [u8; 3],
}

impl From<Colour> for RGBColor {
    fn from(Colour { rgb: [red, green, blue] }: Colour) -> Self {
        RGBColor(red, green, blue)
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let refused = || format!("{text:?} is not a colour: #rgb or #rrggbb is");
        let digits = text.trim().strip_prefix('#').ok_or_else(refused)?;
        let digits: Option<Vec<u8>> =
            digits.chars().map(|c| c.to_digit(16).and_then(|digit| digit.try_into().ok())).collect();
        match digits.as_deref() {
            Some(&[r, g, b]) => Ok(Colour { rgb: [17 * r, 17 * g, 17 * b] }),
            Some(&[r1, r0, g1, g0, b1, b0]) => Ok(Colour { rgb: [16 * r1 + r0, 16 * g1 + g0, 16 * b1 + b0] }),
            _ => Err(refused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_both_forms_and_nothing_else_is() {
        let read = |text: &str| Colour::try_from(text.to_string()).map(|c| c.rgb);
        assert_eq!(read("#0072B2"), Ok([0, 0x72, 0xb2]));
        assert_eq!(read(" #f0a"), Ok([255, 0, 170]));
        for bad in ["", "#", "red", "#12345", "#gggggg", "#12345é", "0072b2"] {
            assert!(read(bad).unwrap_err().contains("#rrggbb"), "{bad}");
        }
    }
}
