using SipEdge.Core.Configuration;
using SipEdge.Core.Phones;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Admission;

/// <summary>
/// May this request come in, and as whom? The order is the whole policy: domain, address, certificate, header pair, digest. Every way
/// through this file that ends in Admit names the entry, token or account that admitted; there is no other.
/// </summary>
public static class AdmissionPolicy
{
    public static AdmissionDecision Decide(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, Trail? trail = null)
    {
        var decision = DomainSelector.Select(request, arrival, model, out var reason, trail) is { } domain
            ? WithCertificate(InDomain(request, arrival, domain, model, nonces, trail), arrival, model, trail)
            : NoDomain(reason, model);

        // Nothing answers an ACK, and a CANCEL cannot be sent again with credentials (RFC 3261 §22.1).
        var silent = request.Method == SipMethod.Ack
            || (request.Method == SipMethod.Cancel && decision.Verdict == AdmissionVerdict.Challenge);
        return silent && decision.Verdict != AdmissionVerdict.Admit
            ? decision with { Verdict = AdmissionVerdict.Drop, Status = 0 }
            : decision;
    }

    /// <summary>The challenge headers of a decision to challenge, with a fresh nonce: Proxy-Authenticate for 407.</summary>
    /// <param name="writer">Inside the headers of the answer.</param>
    /// <param name="decision">To challenge.</param>
    /// <param name="nonces">Where the nonce is made.</param>
    /// <param name="now">The loop's time.</param>
    /// <param name="most">How many of the domain's algorithms are offered, the preferred first.</param>
    public static void WriteChallenge(
        ref SipWriter writer, in AdmissionDecision decision, NonceFactory nonces, long now, int most = int.MaxValue)
    {
        if (decision is not { Verdict: AdmissionVerdict.Challenge, Domain: { } domain })
        {
            throw new ArgumentException("Only a decision to challenge has a challenge.", nameof(decision));
        }
        Span<byte> nonce = stackalloc byte[NonceFactory.NonceLength];
        var length = nonces.Write(nonce, now, domain.Realm);
        var offered = domain.Algorithms.AsSpan(0, Math.Min(most, domain.Algorithms.Length));
        DigestChallenge.Write(ref writer, decision.Status == 407, domain.Realm, nonce[..length], offered, decision.Stale);
    }

    /// <summary>Somebody who would be let in, treated as one whom no entry knows.</summary>
    public static AdmissionDecision AsStranger(
        in AdmissionDecision admitted, ReasonCode reason, ConfigLine line, EdgeModel model, SipMethod method) =>
        Stranger(reason, admitted.Domain!, line, model, method) with { Trunk = admitted.Trunk };

    private static AdmissionDecision InDomain(
        in SipMessageView request, in Arrival arrival, DomainModel domain, EdgeModel model, INonceJudge nonces, Trail? trail)
    {
        if (domain.RequireSni && arrival.Source.Transport == TransportKind.Tls && !domain.IsNamed(arrival.IndicatedName))
        {
            trail?.Add(DecisionStage.Domain, StepOutcome.Refused, domain.Line, arrival.IndicatedName is { } asked
                ? $"the TLS handshake asked for {PrintableText.Of(asked)}, not for {domain.Name} (require_sni)"
                : $"the TLS handshake asked for no name; {domain.Name} wants its own (require_sni)");
            return WrongName(arrival, domain, model);
        }
        var from = SourceClassifier.Classify(request, arrival, domain, model.Addresses, trail);

        // Before the address: a pair that is present but wrong fails even from a trusted one.
        var pair = HeaderTokenCheck.Check(request, arrival, domain, from, model, trail);
        if (pair is { Attempted: true, Right: false } && model.Security.PresentButWrong == WrongCredentialPolicy.Fail)
        {
            return WrongPair(pair, domain, request.Method);
        }
        if (request.Method == SipMethod.Register && domain.Phones is { } phones)
        {
            return Registration(request, arrival, domain, phones, from, model, nonces, trail);
        }
        if (from.Admitting is { } entry)
        {
            return Admit(ReasonCode.AddressAdmitted, domain, entry.Acl, null, entry.Line) with
            {
                Token = pair.Token,
                TokenMatch = pair.Match,
            };
        }
        if (CertificateCheck.Find(arrival, domain, model, out var certified, trail) is { } named)
        {
            return Admit(ReasonCode.CertificateAdmitted, domain, named, null, certified) with
            {
                Token = pair.Token,
                TokenMatch = pair.Match,
            };
        }
        if (from.Ambiguous is { } several)
        {
            return Refuse(ReasonCode.TrunkAmbiguous, domain, null, several.Line);
        }
        if (OverRegistration(request, arrival, domain, model, trail) is { } carrier)
        {
            return Admit(ReasonCode.RegistrationAdmitted, domain, carrier, null, carrier.Trunk!.Register!.Line);
        }
        if (from.Unregistered is { } waiting)
        {
            return Refuse(ReasonCode.TrunkNotRegistered, domain, null, waiting.Line);
        }
        if (pair is { Right: true, Token: { } token })
        {
            return Admit(ReasonCode.TokenAdmitted, domain, token.Acl, null, token.Line) with
            {
                Token = token,
                TokenMatch = pair.Match,
            };
        }
        if (arrival.Phone is { } phone && IsRegistered(phone, domain, arrival.Now))
        {
            trail?.Add(DecisionStage.Source, StepOutcome.Decided, domain.Phones!.Line,
                $"the PBX has let {PrintableText.Of(phone.User)} register over this very flow");
            return new AdmissionDecision(
                AdmissionVerdict.Admit, ReasonCode.PhoneAdmitted, 0, domain, Line: domain.Phones!.Line);
        }
        if (domain.RequireTlsForAuth && arrival.Source.Transport != TransportKind.Tls && MayAsk(from, pair, model))
        {
            // Not even asked for: the client would answer, and the answer is what must not be sent.
            trail?.Add(DecisionStage.Digest, StepOutcome.Refused, domain.Line,
                $"{domain.Name} takes credentials over TLS only (require_tls_for_auth)");
            return Refuse(ReasonCode.CredentialsCleartext, domain, null, domain.Line);
        }
        if (from.Accounts)
        {
            var digest = DigestCheck.Check(request, arrival, domain, model.Addresses, nonces, trail);
            return Digest(digest, domain, request.Method);
        }
        if (pair.Attempted)
        {
            return WrongPair(pair, domain, request.Method);
        }
        return from.Tokens
            ? Challenge(ReasonCode.CredentialsMissing, domain, request.Method, byHeader: true, domain.Line)
            : Unknown(from, domain, model, request.Method);
    }

    /// <summary>Where a trunk's calls need its certificate nothing else is enough.</summary>
    private static AdmissionDecision WithCertificate(
        in AdmissionDecision decision, in Arrival arrival, EdgeModel model, Trail? trail)
    {
        if (decision is not { Verdict: AdmissionVerdict.Admit, Domain: { } domain, Trunk: { Tls: { RequireClientName: true } tls } trunk }
            || CertificateCheck.Names(arrival, trunk, model))
        {
            return decision;
        }
        trail?.Add(DecisionStage.Certificate, StepOutcome.Refused, tls.Line,
            $"{trunk} must show a certificate that names it (require_client_name)");
        return Refuse(ReasonCode.CertificateMissing, domain, decision.Account, tls.Line) with { Trunk = trunk };
    }

    /// <summary>
    /// The ACL of the trunk whose REGISTER went out over the very connection that this came by: who answers there has the
    /// registrar's address, and over TLS its certificate (V-04, RFC 5626).
    /// </summary>
    private static AclModel? OverRegistration(
        in SipMessageView request, in Arrival arrival, DomainModel domain, EdgeModel model, Trail? trail)
    {
        var ids = arrival.Registered.OfConnection(arrival.Source.Connection);
        AclModel? found = null, named = null;
        foreach (var acl in ids.IsEmpty ? [] : model.Acls)
        {
            if (acl.IsOfGateways && acl.Trunk is { Register: { } register } trunk && ids.Contains(trunk.Id) && domain.Has(acl))
            {
                found ??= acl;
                named ??= AccountSelector.Names(request, register) ? acl : null;
            }
        }
        found = named ?? (ids.Length > 1 && request.Method != SipMethod.Options ? null : found);
        if (found is not null)
        {
            trail?.Add(DecisionStage.Source, StepOutcome.Decided, found.Trunk!.Register!.Line,
                $"it came over the connection that {found.Trunk.Name} is registered by");
        }
        return found;
    }

    /// <summary>
    /// Whose phone it is only a credential shows, wherever it comes from: the account's, or the one that the PBX will ask for.
    /// </summary>
    private static AdmissionDecision Registration(
        in SipMessageView request, in Arrival arrival, DomainModel domain, PhoneModel phones, in SourceClass from,
        EdgeModel model, INonceJudge nonces, Trail? trail)
    {
        if (domain.RequireTlsForAuth && arrival.Source.Transport != TransportKind.Tls)
        {
            trail?.Add(DecisionStage.Digest, StepOutcome.Refused, domain.Line,
                $"{domain.Name} takes credentials over TLS only (require_tls_for_auth)");
            return Refuse(ReasonCode.CredentialsCleartext, domain, null, domain.Line);
        }
        if (phones.Authentication == PhoneAuthentication.Pbx)
        {
            trail?.Add(DecisionStage.Digest, StepOutcome.Passed, phones.Line,
                $"{phones.Pbx} checks the password (authentication: pbx)");
            return new AdmissionDecision(AdmissionVerdict.Admit, ReasonCode.RegistrarAdmitted, 0, domain, Line: phones.Line);
        }
        if (from.Accounts)
        {
            return Digest(
                DigestCheck.Check(request, arrival, domain, model.Addresses, nonces, trail), domain, request.Method);
        }
        return from.Admitting is { } entry
            ? Admit(ReasonCode.AddressAdmitted, domain, entry.Acl, null, entry.Line)
            : Unknown(from, domain, model, request.Method);
    }

    /// <summary>What the PBX has checked holds for the flow it was checked on, as long as the registration (V-04).</summary>
    private static bool IsRegistered(PhoneBinding phone, DomainModel domain, long now) =>
        domain.Phones is { Authentication: PhoneAuthentication.Pbx } && phone.Domain == domain.Name && phone.ExpiresAt > now
        && phone.Reachable;

    /// <summary>Scanners connect by address and ask for no name: strangers are handled as such, peers are told.</summary>
    private static AdmissionDecision WrongName(in Arrival arrival, DomainModel domain, EdgeModel model) =>
        model.Security.UnknownSource == UnknownSourcePolicy.Drop && model.Known.Find(arrival.Source.Remote.Address) is null
            ? new AdmissionDecision(AdmissionVerdict.Drop, ReasonCode.SniMismatch, 0, domain, Line: domain.Line)
            : Refuse(ReasonCode.SniMismatch, domain, null, domain.Line);

    /// <summary>Whether anything below would ask for a credential, or look at one.</summary>
    private static bool MayAsk(in SourceClass from, in HeaderTokenResult pair, EdgeModel model) =>
        from.Accounts || from.Tokens || pair.Attempted || model.Security.UnknownSource == UnknownSourcePolicy.Challenge;

    private static AdmissionDecision NoDomain(ReasonCode reason, EdgeModel model) =>
        reason == ReasonCode.UnknownDomain && model.Security.UnknownDomain != UnknownDomainPolicy.NotFound
            ? new AdmissionDecision(AdmissionVerdict.Drop, reason, 0, Line: model.Security.UnknownDomainLine)
            : Refuse(reason, null, null, model.Security.UnknownDomainLine);

    private static AdmissionDecision WrongPair(in HeaderTokenResult pair, DomainModel domain, SipMethod method)
    {
        var line = pair.Line == ConfigLine.None ? domain.Line : pair.Line;
        return ReasonCodes.Status(pair.Reason) == 401
            ? Challenge(pair.Reason, domain, method, byHeader: true, line)
            : Refuse(pair.Reason, domain, null, line);
    }

    private static AdmissionDecision Digest(in DigestResult digest, DomainModel domain, SipMethod method)
    {
        var line = digest.Acl?.Line ?? digest.Account?.Line ?? domain.Line;
        if (digest is { Reason: ReasonCode.DigestAdmitted, Acl: { } acl })
        {
            return Admit(ReasonCode.DigestAdmitted, domain, acl, digest.Account, line);
        }
        return ReasonCodes.Status(digest.Reason) == 401
            ? Challenge(digest.Reason, domain, method, byHeader: false, line) with
            {
                Account = digest.Account,
                Stale = digest.Stale,
            }
            : Refuse(digest.Reason, domain, digest.Account, line);
    }

    private static AdmissionDecision Unknown(in SourceClass from, DomainModel domain, EdgeModel model, SipMethod method)
    {
        var (reason, line) = from switch
        {
            { NearMiss: { } near } => (ReasonCode.SourceNearMiss, near.Line),
            { Elsewhere: { } other } => (ReasonCode.SourceNotInDomain, other.Line),
            _ => (ReasonCode.UnknownSource, model.Security.UnknownSourceLine),
        };
        return Stranger(reason, domain, line, model, method);
    }

    private static AdmissionDecision Stranger(
        ReasonCode reason, DomainModel domain, ConfigLine line, EdgeModel model, SipMethod method) =>
        model.Security.UnknownSource switch
        {
            UnknownSourcePolicy.Forbid =>
                Refuse(reason, domain, null, line) with { Status = ReasonCodes.Status(ReasonCode.UnknownSource) },
            UnknownSourcePolicy.Challenge => Challenge(reason, domain, method, byHeader: true, line),
            _ => new AdmissionDecision(AdmissionVerdict.Drop, reason, 0, domain, Line: line),
        };

    private static AdmissionDecision Admit(
        ReasonCode reason, DomainModel domain, AclModel acl, AccountModel? account, ConfigLine line) =>
        new(AdmissionVerdict.Admit, reason, 0, domain, acl, acl.Trunk, account, false, line);

    private static AdmissionDecision Refuse(ReasonCode reason, DomainModel? domain, AccountModel? account, ConfigLine line) =>
        new(AdmissionVerdict.Refuse, reason, ReasonCodes.Status(reason), domain, Account: account, Line: line);

    private static AdmissionDecision Challenge(
        ReasonCode reason, DomainModel domain, SipMethod method, bool byHeader, ConfigLine line) =>
        new(AdmissionVerdict.Challenge, reason, ChallengeStatus(domain, method, byHeader), domain, Line: line);

    /// <summary>
    /// Unless configured: 401 for REGISTER and after a header pair that failed, whose clients expect it; else 407.
    /// </summary>
    private static int ChallengeStatus(DomainModel domain, SipMethod method, bool byHeader) => domain.Challenge switch
    {
        ChallengeMode.Always401 => 401,
        ChallengeMode.Always407 => 407,
        _ => byHeader || method == SipMethod.Register ? 401 : 407,
    };
}
