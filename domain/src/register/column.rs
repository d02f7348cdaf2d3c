use crate::table;

/// Rows without the head: the largest estates have some twenty thousand flats, many of them of couples.
pub const ROWS_MAX: usize = 50_000;

/// A column of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Building,
    Room,
    /// Exclusive area in m².
    Area,
    Owner,
    /// May be left out or empty. An owner without a number can't be recognised when they sign in.
    Phone,
    /// May be left out or empty.
    Share,
    /// The estate's own number for an owner: rows with equal numbers name the same owner. May be left out or empty.
    OwnerNo,
    /// Whether the flat still belongs to the builder. May be left out or empty, which means no.
    Unsold,
}

impl Column {
    /// The first is how it is called here; the others are how such lists are written, too.
    fn heads(self) -> &'static [&'static str] {
        match self {
            Self::Building => &["幢", "楼号", "幢号", "栋"],
            Self::Room => &["室", "室号", "房号"],
            Self::Area => &["专有面积", "建筑面积", "面积"],
            Self::Owner => &["业主", "业主姓名", "姓名"],
            Self::Phone => &["手机", "手机号", "联系电话"],
            Self::Share => &["份额", "共有份额"],
            Self::OwnerNo => &["业主编号"],
            Self::Unsold => &["未售", "建设单位未售"],
        }
    }
}

impl table::Column for Column {
    const ALL: &'static [Self] =
        &[Self::Building, Self::Room, Self::Area, Self::Owner, Self::Phone, Self::Share, Self::OwnerNo, Self::Unsold];
    const NEEDED: &'static [Self] = &[Self::Building, Self::Room, Self::Area, Self::Owner];
    const TABLE: &'static str = "register";
    const ROWS_MAX: usize = ROWS_MAX;

    fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Room => "room",
            Self::Area => "area",
            Self::Owner => "owner",
            Self::Phone => "phone",
            Self::Share => "share",
            Self::OwnerNo => "owner_no",
            Self::Unsold => "unsold",
        }
    }

    fn chinese(self) -> &'static str {
        self.heads().first().copied().unwrap_or_default()
    }

    fn from_head(head: &str) -> Option<Self> {
        let head = head.trim();
        let bare = ["（㎡）", "(㎡)", "（平方米）", "(平方米)", "（m²）", "(m²)"];
        let head = bare.iter().find_map(|unit| head.strip_suffix(unit)).unwrap_or(head).trim();
        let is = |column: &Self| head.eq_ignore_ascii_case(column.word()) || column.heads().contains(&head);
        Self::ALL.iter().copied().find(is)
    }
}
