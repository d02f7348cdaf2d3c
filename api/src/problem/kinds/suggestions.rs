//! Suggestions.

macro_rules! suggestions {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    SuggestionNotAcknowledged 409 "suggestion-not-acknowledged" "The suggestion is not yet acknowledged" "建议尚未受理"
        "Acknowledge it first, then answer it."
        "请先受理该建议，再作答复。";
    SuggestionAlreadyAcknowledged 409 "suggestion-already-acknowledged" "The suggestion is already acknowledged" "建议已受理"
        "Nothing more to do here; answer it next."
        "无需再次受理，请接着答复该建议。";
    SuggestionNotAnswered 409 "suggestion-not-answered" "The suggestion is not yet answered" "建议尚未答复"
        "Wait for the answer; the day it is due is in the suggestion."
        "请等待答复，答复期限见该建议。";
    SuggestionAlreadyAnswered 409 "suggestion-already-answered" "The suggestion is already answered" "建议已答复"
        "An answered suggestion stays on record and can't be taken back."
        "已答复的建议须留存备查，不能撤回。";
    AnswerAlreadyRated 409 "answer-already-rated" "The answer is already rated" "答复已被评价"
        "The author of the suggestion has rated this answer, so it can't be changed any more."
        "建议人已对这份答复作出评价，答复不能再修改。";
    OutcomeNotAdoptable 409 "outcome-not-adoptable" "The outcome promised no action" "该答复结果不能转为需求或项目"
        "Only a suggestion answered with adopted_measure or improvement_of_work can be adopted."
        "只有答复结果为 adopted_measure 或 improvement_of_work 的建议才能转为需求或项目，请先核对答复结果。";
    SuggestionAlreadyAdopted 409 "suggestion-already-adopted" "The suggestion is already adopted" "建议已被采纳转化"
        "Read the suggestion: it names the need or project it became."
        "请查看该建议，其中注明了所转成的需求或项目。";
    SuggestionWithdrawn 409 "suggestion-withdrawn" "The suggestion was withdrawn" "建议已由建议人撤回"
        "Its author took it back; no answer is due any more."
        "无需再处理该建议。";
    NotTheAuthor 403 "not-the-author" "Only its author may do this" "仅限本人操作"
        "Only the person who wrote it may do this. Do not repeat the request."
        "只有提交人本人才能进行此操作，请勿重复提交。";
    } };
}
