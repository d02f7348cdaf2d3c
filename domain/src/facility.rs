//! The twenty kinds of facility a life circle should have (十全十美).
//!
//! Source: 2023 年上海市“15 分钟社区生活圈”行动方案, action 3: ten that every circle must have and ten that it may choose.

/// `Basic` is the minimum and required everywhere (十全); `Quality` is chosen by each place (十美).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    Basic,
    Quality,
}

macro_rules! kinds {
    ($($kind:ident $tier:ident $word:literal $chinese:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FacilityKind {
            $(#[doc = $chinese] $kind,)+
        }

        impl FacilityKind {
            /// In the order of the policy: the ten basic kinds, then the ten quality kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            pub fn tier(self) -> Tier {
                match self {
                    $(Self::$kind => Tier::$tier,)+
                }
            }

            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)+
                }
            }

            /// The policy's own name.
            pub fn chinese(self) -> &'static str {
                match self {
                    $(Self::$kind => $chinese,)+
                }
            }
        }
    };
}

kinds! {
    PartyService Basic "party_service" "党群服务";
    CommunityCouncil Basic "community_council" "社区议事";
    ConvenienceShopping Basic "convenience_shopping" "便民商业";
    HealthCare Basic "health_care" "医疗卫生";
    ElderlyCare Basic "elderly_care" "为老服务";
    Nursery Basic "nursery" "保育托幼";
    CulturalActivity Basic "cultural_activity" "文化活动";
    Sports Basic "sports" "体育健身";
    EmergencyRelief Basic "emergency_relief" "急救防灾";
    PublicSpace Basic "public_space" "公共空间";
    Nature Quality "nature" "自然生态";
    LifelongLearning Quality "lifelong_learning" "全民学习";
    AfterSchoolCare Quality "after_school_care" "儿童托管";
    Wellness Quality "wellness" "康体服务";
    EverydayServices Quality "everyday_services" "生活服务";
    CulturalOutreach Quality "cultural_outreach" "文化传播";
    EmploymentSupport Quality "employment_support" "就业关怀";
    StartUpSpace Quality "start_up_space" "双创场所";
    SmartScene Quality "smart_scene" "智慧场景";
    MunicipalEnvironment Quality "municipal_environment" "市政环保";
}

impl FacilityKind {
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

impl Tier {
    pub const ALL: &[Self] = &[Self::Basic, Self::Quality];

    pub fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Quality => "quality",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|tier| tier.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn ten_are_basic_and_ten_are_quality() {
        let of = |tier| FacilityKind::ALL.iter().filter(|kind| kind.tier() == tier).count();
        assert_eq!((of(Tier::Basic), of(Tier::Quality)), (10, 10));
    }

    #[test]
    fn words_and_names_are_all_different_and_words_lead_back() {
        let words: HashSet<_> = FacilityKind::ALL.iter().map(|kind| kind.word()).collect();
        let names: HashSet<_> = FacilityKind::ALL.iter().map(|kind| kind.chinese()).collect();
        assert_eq!((words.len(), names.len()), (20, 20));
        for kind in FacilityKind::ALL {
            assert_eq!(FacilityKind::from_word(kind.word()), Some(*kind));
        }
        for tier in Tier::ALL {
            assert_eq!(Tier::from_word(tier.word()), Some(*tier));
        }
        assert_eq!(FacilityKind::from_word("hub"), None);
    }
}
