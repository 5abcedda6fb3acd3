using System.Security.Cryptography;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>
/// The header pair (X-Auth-EndpointSid and X-Auth-VoipToken): exactly one of each, not empty, no list. Restrictions of address
/// and transport come before the comparison, and what is answered to them does not depend on the token.
/// </summary>
public static class HeaderTokenCheck
{
    public static HeaderTokenResult Check(
        in SipMessageView request, in Arrival arrival, DomainModel domain, in SourceClass from, EdgeModel model,
        Trail? trail = null)
    {
        var result = Check(request, arrival, domain, from, model);
        trail?.Add(DecisionStage.HeaderPair, Outcome(result), result.Line == ConfigLine.None ? domain.Line : result.Line,
            result.Attempted ? ReasonCodes.Meaning(result.Reason) : Absence(domain));
        return result;
    }

    private static StepOutcome Outcome(in HeaderTokenResult result) =>
        !result.Attempted ? StepOutcome.Skipped : result.Right ? StepOutcome.Decided : StepOutcome.Refused;

    private static string Absence(DomainModel domain) =>
        domain.HasTokens ? "no header pair came" : $"{domain.Name} knows no header pair";

    private static HeaderTokenResult Check(
        in SipMessageView request, in Arrival arrival, DomainModel domain, in SourceClass from, EdgeModel model)
    {
        var sids = request.Count(model.Security.SidHeader);
        var tokens = request.Count(model.Security.TokenHeader);
        if (!domain.HasTokens || sids + tokens == 0)
        {
            return default;
        }
        var clear = arrival.Source.Transport != TransportKind.Tls;
        if (clear && domain.RequireTlsForAuth)
        {
            return new HeaderTokenResult(ReasonCode.CredentialsCleartext);
        }
        if (!from.Tokens)
        {
            return new HeaderTokenResult(ReasonCode.AddressRestricted);
        }
        if (clear && !from.ClearTokens)
        {
            return new HeaderTokenResult(ReasonCode.TokenCleartext);
        }
        var sid = request.First(model.Security.SidHeader);
        var token = request.First(model.Security.TokenHeader);
        if (sids != 1 || tokens != 1 || !IsOneValue(sid) || !IsOneValue(token))
        {
            return new HeaderTokenResult(ReasonCode.TokenIncomplete);
        }
        var match = Verify(sid, token, domain, arrival.Time, out var found);
        if (match is TokenMatch.None or TokenMatch.Expired)
        {
            // Both are answered alike; the line of an expired one is for the operator.
            return match == TokenMatch.None
                ? new HeaderTokenResult(ReasonCode.TokenWrong)
                : new HeaderTokenResult(ReasonCode.TokenExpired, null, found.Line);
        }
        if (!AccessList.AcceptsSource(found.Acl, arrival, model.Addresses))
        {
            return new HeaderTokenResult(ReasonCode.AddressRestricted, null, found.Acl.Line);
        }
        return clear && !found.Acl.AllowCleartextToken
            ? new HeaderTokenResult(ReasonCode.TokenCleartext, null, found.Acl.Line)
            : new HeaderTokenResult(ReasonCode.TokenAdmitted, found, found.Line, match);
    }

    private static bool IsOneValue(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.Contains((byte)',');

    /// <summary>The same work for a SID that does not exist, and for one or two tokens.</summary>
    private static TokenMatch Verify(
        ReadOnlySpan<byte> sid, ReadOnlySpan<byte> token, DomainModel domain, DateTimeOffset time, out TokenModel found)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(token, hash);
        var known = domain.FindToken(sid);
        found = known ?? Decoy.Token;
        var match = found.Match(hash, time);
        return known is null ? TokenMatch.None : match;
    }
}
