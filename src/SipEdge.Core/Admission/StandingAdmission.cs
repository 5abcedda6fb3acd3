using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Admission;

/// <summary>
/// What the credential that opened a call is worth later in it, when nobody asks for it again: what it would be worth in the
/// configuration of now. Who was taken out of that, or has another password, opens no further call with it.
/// </summary>
internal static class StandingAdmission
{
    /// <param name="opened">How the call was let in.</param>
    /// <param name="domain">That the caller turns to now.</param>
    /// <param name="model">In force now.</param>
    /// <param name="time">Of a token that is being replaced, until when.</param>
    /// <returns>As whom it is let in; null when the credential opens nothing any more.</returns>
    public static AdmissionDecision? Renew(
        in AdmissionDecision opened, DomainModel domain, EdgeModel model, DateTimeOffset time)
    {
        if (opened.Domain == domain)
        {
            return opened;
        }
        if (opened.Domain?.Name != domain.Name || Find(opened.Acl, domain, model) is not { } acl)
        {
            return null;
        }
        var renewed = opened with { Domain = domain, Acl = acl, Trunk = acl.Trunk, Line = acl.Line };
        if (opened.Account is { } account)
        {
            return domain.FindAccount(Encoding.UTF8.GetBytes(account.Name)) is { } known
                && known.IsSameAs(account) && known.Acls.Contains(acl)
                    ? renewed with { Account = known }
                    : null;
        }
        return opened.Token is { } token && Find(token, opened.TokenMatch, acl, domain, time) is { } current
            ? renewed with { Token = current, Line = current.Line }
            : null;
    }

    private static AclModel? Find(AclModel? then, DomainModel domain, EdgeModel model)
    {
        foreach (var acl in model.Acls)
        {
            if (acl.Name == then?.Name && acl.IsOfGateways == then.IsOfGateways && acl.Trunk?.Id == then.Trunk?.Id && domain.Has(acl))
            {
                return acl;
            }
        }
        return null;
    }

    private static TokenModel? Find(TokenModel then, TokenMatch match, AclModel acl, DomainModel domain, DateTimeOffset time)
    {
        var shown = match == TokenMatch.Previous ? then.PreviousKey : then.Key;
        foreach (var token in domain.Tokens)
        {
            if (token.Acl == acl && (token.Key == shown || (token.PreviousKey == shown && time < token.PreviousUntil)))
            {
                return token;
            }
        }
        return null;
    }
}
