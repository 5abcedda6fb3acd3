using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Admission;

/// <summary>
/// Digest credentials for the domain's realm (RFC 3261 §22, RFC 7616, RFC 8760). Everything that tells users apart happens after
/// the response was found right; until then an unknown user and a wrong password take the same way.
/// </summary>
public static class DigestCheck
{
    /// <summary>Room to unescape a user name or realm in quotes.</summary>
    private const int ScratchSize = 512;

    public static DigestResult Check(
        in SipMessageView request, in Arrival arrival, DomainModel domain, AddressTable addresses, INonceJudge nonces,
        Trail? trail = null)
    {
        var result = Check(request, arrival, domain, addresses, nonces);
        trail?.Add(
            DecisionStage.Digest,
            result.Reason == ReasonCode.DigestAdmitted ? StepOutcome.Decided : StepOutcome.Refused,
            result.Acl?.Line ?? result.Account?.Line ?? domain.Line,
            result.Account is null
                ? ReasonCodes.Meaning(result.Reason)
                : $"account {result.Account}: {ReasonCodes.Meaning(result.Reason)}");
        return result;
    }

    private static DigestResult Check(
        in SipMessageView request, in Arrival arrival, DomainModel domain, AddressTable addresses, INonceJudge nonces)
    {
        var reason = ReasonCode.CredentialsMissing;
        Span<byte> scratch = stackalloc byte[ScratchSize];
        foreach (ref readonly var slot in request.Headers)
        {
            if (slot.Id is not (HeaderId.Authorization or HeaderId.ProxyAuthorization))
            {
                continue;
            }
            var status = DigestCredentials.TryParse(request.Value(slot), scratch, out var credentials);
            if (status == DigestParseStatus.Complete && credentials.Realm.SequenceEqual(domain.Realm))
            {
                return Verify(request, credentials, arrival, domain, addresses, nonces);
            }
            reason = Worse(reason, status);
        }
        return new DigestResult(reason);
    }

    /// <summary>Credentials for another realm are somebody else's; those that cannot be read might have been for us.</summary>
    private static ReasonCode Worse(ReasonCode reason, DigestParseStatus status) => status switch
    {
        DigestParseStatus.Complete or DigestParseStatus.NotDigest => reason,
        DigestParseStatus.UnknownAlgorithm or DigestParseStatus.SessionAlgorithm or DigestParseStatus.AuthIntQop
            or DigestParseStatus.UnknownQop or DigestParseStatus.HashedUsername => ReasonCode.AlgorithmNotOffered,
        _ => ReasonCode.CredentialsMalformed,
    };

    private static DigestResult Verify(
        in SipMessageView request, in DigestCredentials credentials, in Arrival arrival, DomainModel domain,
        AddressTable addresses, INonceJudge nonces)
    {
        if (!domain.Algorithms.AsSpan().Contains(credentials.Algorithm))
        {
            return new DigestResult(ReasonCode.AlgorithmNotOffered);
        }
        var nonce = nonces.Check(credentials.Nonce, domain.Realm, arrival.Now);
        var account = domain.FindAccount(credentials.Username);
        if (account is null || !account.TryGetHa1(credentials.Algorithm, out var ha1))
        {
            ha1 = Decoy.Ha1(credentials.Algorithm);
        }
        var right = DigestResponse.Verify(credentials, request.MethodName, ha1);
        if (account is null)
        {
            return new DigestResult(ReasonCode.UnknownUser);
        }
        if (!right)
        {
            return new DigestResult(ReasonCode.WrongPassword, account);
        }
        if (nonce != NonceStatus.Valid)
        {
            // The password is right, so the client may try again by itself: also with a nonce from before a restart.
            return new DigestResult(
                nonce == NonceStatus.Stale ? ReasonCode.StaleNonce : ReasonCode.ForgedNonce, account, Stale: true);
        }
        if (!DigestUri.IsOf(credentials.Uri, request.RequestUri))
        {
            return new DigestResult(ReasonCode.DigestUriMismatch, account);
        }
        return Accept(credentials, account, arrival, addresses, nonces);
    }

    /// <summary>The caller is who it says; may it come from here, and only once?</summary>
    private static DigestResult Accept(
        in DigestCredentials credentials, AccountModel account, in Arrival arrival, AddressTable addresses,
        INonceJudge nonces)
    {
        var acl = FindAcl(account, arrival, addresses);
        if (acl is null)
        {
            return new DigestResult(ReasonCode.AddressRestricted, account, account.Acls[0]);
        }
        return nonces.Use(credentials.Nonce, credentials.NonceCount, arrival.Now) switch
        {
            NonceCountStatus.Fresh => new DigestResult(ReasonCode.DigestAdmitted, account, acl),
            NonceCountStatus.Full => new DigestResult(ReasonCode.NonceTableFull, account, Stale: true),
            _ => new DigestResult(ReasonCode.ReplayedNonce, account, Stale: true),
        };
    }

    private static AclModel? FindAcl(AccountModel account, in Arrival arrival, AddressTable addresses)
    {
        foreach (var acl in account.Acls)
        {
            if (acl.CredentialCounts && AccessList.AcceptsSource(acl, arrival, addresses))
            {
                return acl;
            }
        }
        return null;
    }
}
