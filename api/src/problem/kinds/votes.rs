//! Votes.

macro_rules! votes {
    ([$($next:ident)*] $($so_far:tt)*) => { tables! { [$($next)*] $($so_far)*
    TooFewDesigns 409 "too-few-designs" "A vote needs two designs" "参与表决的设计方案不足两个"
        "Submit another design before the publicity opens; with one design, approve it with a published reason."
        "请在公示开始前再提交一个设计方案；只有一个方案的，请直接批准并公布理由。";
    VoteAlreadyDecided 409 "vote-already-decided" "A vote has chosen a design already" "已有经确认的表决选定了设计方案"
        "Approve the design that was elected."
        "请批准表决选定的设计方案。";
    VoteAlreadyOpened 409 "vote-already-opened" "The vote was opened already" "表决已经开启"
        "A vote can't be changed once it is open."
        "表决开启后，内容不能再作任何改动，请直接查看表决。";
    VoteNotOpened 409 "vote-not-opened" "The vote has not been opened" "表决尚未开启"
        "Wait until a moderator opens it."
        "请等待主持人开启表决。";
    VoteNotBegun 409 "vote-not-begun" "Ballots are not taken yet" "投票尚未开始"
        "Come back at `begins_at`."
        "请在 `begins_at` 所示的时间之后再来投票。";
    VoteClosed 409 "vote-closed" "The vote is closed" "表决已结束"
        "A ballot cast before the close counts; read the result."
        "结束前投出的选票有效，请查看表决结果。";
    VotePaused 409 "vote-paused" "The vote is paused" "表决暂停中"
        "Wait until the vote is resumed; a ballot cast before the pause counts."
        "请等待恢复投票；此前投出的选票有效。";
    VoteAlreadyPaused 409 "vote-already-paused" "The vote is paused already" "表决已处于暂停状态"
        "Resume it when it can go on."
        "可以继续时，请恢复表决。";
    VoteNotPaused 409 "vote-not-paused" "The vote is not paused" "表决没有暂停"
        "There is nothing to resume."
        "表决正常进行，无需恢复。";
    VoteVoided 409 "vote-voided" "The vote was voided" "表决已作废"
        "The vote has no result, and none of its ballots counts; another vote may be held."
        "该表决没有结果，所投选票均不计；可以另行组织表决。";
    VoteStillOpen 409 "vote-still-open" "The vote is still open" "表决仍在进行"
        "Wait until it closes."
        "请等表决结束后再操作。";
    NoCoordinationMeeting 409 "no-coordination-meeting" "No coordination meeting was held" "尚未召开协调会"
        "Plan, announce and open a coordination meeting of the project first."
        "请先为该项目安排、公告并召开协调会。";
    RollNotBuilt 409 "roll-not-built" "The roll is not built" "名册尚未生成"
        "Build the roll; it must not be empty."
        "请先生成名册，名册不能为空。";
    OptionWithdrawn 409 "option-withdrawn" "An option was withdrawn" "有方案已撤回"
        "Change the vote so that none of its options is a withdrawn design."
        "请修改表决，只保留未撤回的设计方案作为选项。";
    ClosingTimePassed 409 "closing-time-passed" "The closing time has passed already" "公布的结束时间已过"
        "Change the vote's closing time."
        "请修改表决的结束时间。";
    NotOnTheRoll 403 "not-on-the-roll" "Not on the roll of this vote" "您不在本次表决的名册上"
        "Read your eligibility for the reason. The roll does not change once it is frozen."
        "请查看您的投票资格，了解原因。名册冻结后不再变动。";
    ResultSealed 409 "result-sealed" "The result is sealed" "结果尚未揭晓"
        "The result is shown when the vote closes; until then the turnout is public."
        "结果在表决结束后揭晓，在此之前可以查看参与情况。";
    BallotsUnlinked 409 "ballots-unlinked" "Ballots are no longer linked to voters" "选票与投票人已无法对应"
        "The vote is over, and nobody can tell any more which ballot is whose. Use the receipt that you kept: send its tracker to prove_inclusion."
        "表决已结束，任何人都无法再将选票与投票人对应。请用您保存的回执，凭追踪码查询（prove_inclusion）。";
    BallotNotLoggedYet 409 "ballot-not-logged-yet" "Not in the log yet" "尚未写入表决日志"
        "The log takes the ballots of ten voters or more at a time, and the rest when the vote ends. Keep the signed receipt and ask again later. Check the tracker for typing errors."
        "日志每次至少汇集十位投票人的选票后写入，其余在表决结束时写入。请保存已签名的回执，稍后再查，并核对追踪码是否有误。";
    CertifierRanTheVote 403 "certifier-ran-the-vote" "You ran this vote" "您主持了本次表决，不能确认其结果"
        "Someone who neither opened nor closed it, nor handled ballots of others in it, must certify the result."
        "请由未经手开启或结束本次表决、也未经手他人选票的人员确认结果。";
    ResultAlreadyCertified 409 "result-already-certified" "The result is certified already" "结果已经确认"
        "Nothing more needs to be done."
        "无需再操作。";
    TooManyObjections 409 "too-many-objections" "You have objected to this result often enough" "您对本结果提出的异议已达上限"
        "Wait for the answers to the objections you raised."
        "请等待对已提异议的答复。";
    ObjectionAlreadyAnswered 409 "objection-already-answered" "The objection is answered already" "该异议已经答复"
        "Nothing more needs to be done."
        "无需再操作。";
    OwnObjection 403 "own-objection" "Your own objection" "不能答复本人提出的异议"
        "Somebody else has to answer it."
        "请由其他工作人员答复。";
    ObjectionsUnanswered 409 "objections-unanswered" "Objections wait for an answer" "还有异议未答复"
        "Answer every objection to the result before it is certified."
        "请先答复全部异议，再确认结果。";
    ObjectionPeriodRunning 409 "objection-period-running" "Objections can still be raised" "异议期尚未结束"
        "Certify the result when the time to object is over; `objections_until` of the result says when."
        "请在异议期满后再确认结果，时间见结果的 `objections_until`。";
    ObjectionPeriodOver 409 "objection-period-over" "The time to object is over" "异议期已结束"
        "Ask your street what else can be done."
        "如仍有疑问，请向所在街道反映。";
    RehearsalVote 409 "rehearsal-vote" "This is a rehearsal" "这是一次演练"
        "A rehearsal decides nothing and can't be certified. Draft the real vote."
        "演练不产生决定，无需确认。请另行起草正式表决。";
    ObjectionUpheld 409 "objection-upheld" "An objection was upheld" "有异议成立"
        "The result can't be certified: void the vote, and hold it again."
        "结果不能确认，请作废本次表决后重新表决。";
    PaperHandedOut 409 "paper-handed-out" "A paper ballot was handed out" "已领取纸质选票"
        "This voter has to vote on the sheet they were handed, and to put it into the box before the vote ends."
        "该投票人以领取的纸质选票投票，请在表决结束前投入票箱。";
    PaperBatchClosed 409 "paper-batch-closed" "The batch is closed" "该批纸票已封存"
        "Its sheets have been keyed and counted and can't be changed any more. Use another batch."
        "该批纸票已录入并清点完毕，不能再变动，请使用其他批次。";
    PaperBatchEmpty 409 "paper-batch-empty" "All sheets were handed out" "该批纸票已发完"
        "Open another batch."
        "请另开一批纸票。";
    PaperAlreadyKeyed 409 "paper-already-keyed" "The sheet was keyed already" "该纸票已经录入"
        "Look it up by its serial in list_paper_ballots; a second person confirms it there."
        "请按编号在纸票列表（list_paper_ballots）中查到该票，由另一人复录。";
    PaperKeyedByYou 403 "paper-keyed-by-you" "You keyed this sheet" "该纸票由您录入"
        "Another person has to key it; nobody keys a sheet twice."
        "请由另一人录入，同一人不能两次录入同一张纸票。";
    PaperNotInDoubt 409 "paper-not-in-doubt" "There is nothing to settle" "该纸票没有待核定的差异"
        "A third person settles only a sheet that two people keyed differently."
        "只有两次录入不一致的纸票才需要第三人核定。";
    PaperDoesNotAddUp 409 "paper-does-not-add-up" "The sheets do not add up" "纸票数目不符"
        "The number of returned sheets must equal the accepted ones plus the spoiled ones, and must not exceed those handed out. Key the missing sheets, settle the differences, then count again."
        "收回张数应等于已确认张数与废票张数之和，且不超过发出张数。请补录、核定差异后重新清点。";
    PaperNotKeyed 409 "paper-not-keyed" "Paper ballots wait to be keyed" "纸质选票尚未录入完毕"
        "Key the sheets and close every batch with its hand count; then the vote is counted."
        "请完成录入，并以手工清点数封存每一批纸票，之后即可计票。";
    PaperNotHandedOut 409 "paper-not-handed-out" "This voter has no paper ballot" "未领取纸质选票"
        "No sheet was handed to this voter, or it was taken back already. They can vote another way."
        "该投票人没有领取纸质选票，或已收回，可以以其他方式投票。";
    PaperTakenBack 409 "paper-taken-back" "The sheet was returned unused" "该纸票已空白收回"
        "The sheet was torn up and is not a ballot. Check the serial."
        "该纸票已空白收回作废，不是选票。请核对编号。";
    WayNotOffered 409 "way-not-offered" "This vote does not take ballots in this way" "本次表决不接受以此方式投票"
        "The rule of the vote, fixed before it opened, does not allow this way of voting: see `between_ways` and `proxies_per_holder`."
        "表决开启前确定的规则不设此种投票方式，见 `between_ways` 与 `proxies_per_holder`。";
    OwnBallotStands 409 "own-ballot-stands" "Another ballot takes precedence" "已有优先的选票"
        "By the rule of the vote, a voter's own ballot takes precedence over one that others cast for them, and a helper's over a proxy's. The earlier ballot still counts."
        "按本次表决的规则，本人投出的选票优先于他人代投的，协助投出的优先于委托投出的。原选票有效。";
    AssistedBallotNotStanding 409 "assisted-ballot-not-standing" "The ballot no longer counts" "该选票已不再有效"
        "Another ballot has taken its place, or a helper has cast another one. Take back the newer ballot, or vote again."
        "该选票已被其他选票取代，或工作人员已再次协助投票。请撤回较新的一张，或直接重新投票。";
    ProxyAlreadyGiven 409 "proxy-already-given" "There is a proxy already" "已委托他人"
        "Revoke the one you or your household gave, then give another."
        "请先撤销您（或您户）已作出的委托，再委托他人。";
    ProxyHolderFull 409 "proxy-holder-full" "The holder can't take more proxies" "受托人接受的委托已达上限"
        "Authorise somebody else: the rule of this vote limits how many proxies one person may hold."
        "请委托其他人：每名受托人在本次表决中接受的委托不得超过规则所定的数目。";
    ProxyChain 409 "proxy-chain" "Proxies can't be passed on" "不得转委托"
        "In this vote a person who has given a proxy can't hold one, and a person who holds one can't give one."
        "在本次表决中已委托他人的，不得再接受委托；已接受委托的，不得再委托他人。";
    ProxyRevoked 409 "proxy-revoked" "The proxy was revoked" "委托已撤销"
        "The proxy can't be used any more; ask the person who gave it."
        "该委托已失效，请与委托人联系。";
    ProxyExpired 409 "proxy-expired" "The proxy has expired" "委托已到期"
        "A ballot cast before it expired counts; ask the person who gave it for another proxy."
        "到期前投出的选票有效。如需继续，请委托人重新委托。";
    PaperTooManyBatches 409 "paper-too-many-batches" "The vote has enough batches" "纸票批次已达上限"
        "Hand out the sheets of the batches that are open."
        "请先发放已开批次中的纸票。";
    } };
}
