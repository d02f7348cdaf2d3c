//! Identifiers: one type per thing, so that a vote's id can't stand where a meeting's is meant.

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A person who can sign in: resident, staff or planner.
    AccountId;
    SessionId;
    AppointmentId;
    InvitationId;
    NoticeId;
    ExportId;
    ResidencyId;
    /// A printed code that verifies a residency.
    ResidencyCodeId;
    HouseholdListId;
    OwnerRegisterId;
    /// A joint decision of owners.
    OwnersDecisionId;
    UnitId;
    NeedId;
    MeetingId;
    ProjectId;
    DesignId;
    VoteId;
    /// The design vote or the owners' decision, by its own id, that a log, steps and objections belong to.
    RecordId;
    BallotId;
    /// A pile of numbered sheets.
    PaperBatchId;
    /// A sheet that was keyed.
    PaperBallotId;
    /// A ballot a helper cast for somebody.
    AssistedBallotId;
    /// An authorisation to cast for somebody.
    ProxyId;
    /// A sheet of paper for an owners' decision.
    OwnerSheetId;
    /// An authorisation to cast for a head in an owners' decision.
    OwnerProxyId;
    /// An objection to a result.
    ObjectionId;
    RatingId;
    SuggestionId;
    PlannerId;
}

impl From<VoteId> for RecordId {
    fn from(vote: VoteId) -> Self {
        Self(vote.0)
    }
}

impl From<OwnersDecisionId> for RecordId {
    fn from(decision: OwnersDecisionId) -> Self {
        Self(decision.0)
    }
}
