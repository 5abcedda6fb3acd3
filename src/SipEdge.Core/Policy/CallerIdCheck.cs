using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Numbers;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Policy;

/// <summary>
/// May the caller show the number that it shows? By the rule of its account, else of its ACL, else of its trunk; the numbers
/// owned are those of the account, else of the ACL, else of the trunk. An emergency call is never refused here.
/// </summary>
public static class CallerIdCheck
{
    public static CallerIdDecision Decide(
        in SipMessageView request, in AdmissionDecision admitted, NumberKind called, Trail? trail = null)
    {
        var rule = admitted.Account?.Caller.CallerId ?? admitted.Acl?.Caller.CallerId ?? admitted.Trunk?.Caller.CallerId;
        if (called == NumberKind.Emergency && rule is not { Mode: CallerIdMode.Force })
        {
            trail?.Add(DecisionStage.CallerId, StepOutcome.Passed, ConfigLine.None, "an emergency call may show any number");
            return default;
        }
        if (admitted is { Acl.FromMatchesAccount: true, Account: { } account } && !FromNames(request, account))
        {
            trail?.Add(DecisionStage.CallerId, StepOutcome.Refused, admitted.Acl.Line,
                $"the user of From is not the account {account.Name} (from_matches_account)");
            return new CallerIdDecision(CallerIdMode.Any, null, ReasonCode.FromNotAccount, admitted.Acl.Line);
        }
        switch (rule)
        {
            case { Mode: CallerIdMode.Owned }:
                var reason = Check(request, admitted, trail);
                return new CallerIdDecision(rule.Mode, null, reason, rule.Line);
            case { Mode: CallerIdMode.Force, Number: { } number }:
                trail?.Add(
                    DecisionStage.CallerId, StepOutcome.Decided, rule.Line, $"the call leaves as {PrintableText.Of(number)}");
                return new CallerIdDecision(rule.Mode, number, ReasonCode.None, rule.Line);
            default:
                var line = rule?.Line ?? ConfigLine.None;
                trail?.Add(DecisionStage.CallerId, StepOutcome.Skipped, line, "the caller may show any number");
                return new CallerIdDecision(CallerIdMode.Any, null, ReasonCode.None, line);
        }
    }

    /// <summary>
    /// Every number that would be believed further on must be owned: From, and what a trusted trunk asserts. An anonymous caller
    /// shows none; it passes where it is known all the same, as an account or by an asserted identity.
    /// </summary>
    private static ReasonCode Check(in SipMessageView request, in AdmissionDecision admitted, Trail? trail)
    {
        var owner = OwnerOf(admitted);
        var plan = admitted.Trunk?.Numbers ?? NumberPlan.Default;
        var asserted = PresentedCaller.ReadAsserted(request, admitted);
        if ((SipUriView.TryParse(asserted.SipUri, out var sip) && !Owns(owner, sip, asserted.ReadAs, plan, trail))
            || (SipUriView.TryParse(asserted.TelUri, out var tel) && !Owns(owner, tel, asserted.ReadAs, plan, trail)))
        {
            return ReasonCode.CallerNotOwned;
        }
        if (PresentedCaller.TryReadFrom(request, out var from))
        {
            return Owns(owner, from, NumberHeader.From, plan, trail) ? ReasonCode.None : ReasonCode.CallerNotOwned;
        }
        var known = admitted.Account is not null || !asserted.IsEmpty;
        trail?.Add(DecisionStage.CallerId, known ? StepOutcome.Passed : StepOutcome.Refused, owner.OwnedLine,
            known ? "the caller is anonymous, and known" : "the caller is anonymous, and nothing else says who it is");
        return known ? ReasonCode.None : ReasonCode.CallerAnonymous;
    }

    private static CallerRules OwnerOf(in AdmissionDecision admitted) =>
        admitted.Account is { Caller.Owned.IsEmpty: false } account ? account.Caller
        : admitted.Acl is { Caller.Owned.IsEmpty: false } acl ? acl.Caller
        : admitted.Trunk?.Caller ?? CallerRules.None;

    private static bool Owns(CallerRules owner, in SipUriView uri, NumberHeader header, NumberPlan plan, Trail? trail)
    {
        Span<byte> buffer = stackalloc byte[DialledNumber.MaxLength];
        var number = buffer[..InboundNumber.Write(uri, header, plan, buffer)];
        var owned = owner.Owned.Contains(number);
        trail?.Add(DecisionStage.CallerId, owned ? StepOutcome.Passed : StepOutcome.Refused, owner.OwnedLine, owned
            ? $"{PrintableText.Of(number)} is owned"
            : $"{PrintableText.Of(number)} is not owned{Spelling.Hint(number, owner.Owned)}");
        return owned;
    }

    /// <summary>Compared exactly: a user part is (RFC 3261 §19.1.4).</summary>
    private static bool FromNames(in SipMessageView request, AccountModel account)
    {
        Span<byte> user = stackalloc byte[DialledNumber.MaxLength];
        Span<byte> name = stackalloc byte[DialledNumber.MaxLength];
        return NameAddressView.TryParse(request.First(HeaderId.From), out var address)
            && SipUriView.TryParse(address.Uri, out var uri)
            && Encoding.UTF8.TryGetBytes(account.Name, name, out var length)
            && (uri.User.SequenceEqual(name[..length]) || user[..DialledNumber.Write(uri, user)].SequenceEqual(name[..length]));
    }
}
