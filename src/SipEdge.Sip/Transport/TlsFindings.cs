using System.Collections.Immutable;

namespace SipEdge.Sip.Transport;

/// <summary>What a TLS handshake showed of a peer, also one that failed: as much as was seen by then.</summary>
/// <param name="Failure">None when it ended well.</param>
/// <param name="Version">"TLSv1.3"; null when none was agreed on.</param>
/// <param name="Suite">As IANA names it.</param>
/// <param name="Chain">As the peer sent it and as far as it could be followed, its own certificate first; empty when none came.</param>
/// <param name="Names">Whom its certificate stands for (RFC 5922 §7.1).</param>
/// <param name="AsksForCertificate">It wanted to know who we are.</param>
/// <param name="ShowedCertificate">It was shown the one that is configured.</param>
public sealed record TlsFindings(
    FlowFailure Failure, string? Version, string? Suite, ImmutableArray<CertificateFinding> Chain, ImmutableArray<string> Names,
    bool AsksForCertificate, bool ShowedCertificate);

/// <summary>One certificate of a chain.</summary>
public sealed record CertificateFinding(string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
