//! The items of art. 278 as they are compiled in from `api/data/presets/owners.toml`.

use std::sync::LazyLock;

use domain::owner::decision::Item;
use serde::Deserialize;

const TEXT: &str = include_str!("../../../data/presets/owners.toml");

/// A test checks that the file can be read and has every item, so the default is never used.
pub static PRESETS: LazyLock<Presets> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presets {
    pub label_zh: String,
    pub label_en: String,
    #[serde(rename = "preset")]
    pub all: Vec<Preset>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub item: u8,
    pub zh: String,
    pub en: String,
    /// The article, as it is cited in texts.
    pub cited: String,
    pub notice_days: u8,
}

impl Presets {
    pub fn of(&self, item: Item) -> Option<&Preset> {
        self.all.iter().find(|preset| preset.item == item.get())
    }
}

#[cfg(test)]
mod tests {
    use domain::owner::decision::NoticeDays;

    use super::*;

    #[test]
    fn every_item_has_one_preset_that_cites_its_article() {
        let items: Vec<u8> = PRESETS.all.iter().map(|preset| preset.item).collect();
        assert_eq!(items, (1..=Item::MAX).collect::<Vec<_>>());
        assert!(PRESETS.label_zh.contains("房管部门") && PRESETS.label_en.contains("housing office"));
        for preset in &PRESETS.all {
            assert!(NoticeDays::new(preset.notice_days).is_some() && preset.cited.contains("第二百七十八条"));
        }
    }
}
