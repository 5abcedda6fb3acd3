using System.Collections.Immutable;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Dtls;

/// <summary>
/// What both descriptions say of DTLS for one stream (RFC 5763). A value that equals the last one keeps the association and
/// its keys; another one begins a new association (RFC 8842 §4).
/// </summary>
public sealed record DtlsSettings(DtlsRole Role, DtlsFingerprint Remote)
{
    /// <summary>Counted up by signalling when a=tls-id changed: a new association though role and fingerprint stay.</summary>
    public int Association { get; init; }

    /// <summary>What is offered or chosen from in the handshake, best first. None: every profile there is.</summary>
    public ImmutableArray<SrtpSuite> Suites { get; init; } = [];

    public bool Equals(DtlsSettings? other) =>
        other is not null
        && Role == other.Role
        && Remote == other.Remote
        && Association == other.Association
        && Suites.AsSpan().SequenceEqual(other.Suites.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Role, Remote, Association);
}
