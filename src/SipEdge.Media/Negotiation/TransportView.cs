using SipEdge.Media.Dtls;
using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>What a description says of DTLS and ICE, for all its lines or for one (RFC 8122, RFC 4145, RFC 8839).</summary>
internal ref struct TransportView
{
    /// <summary>That of the strongest hash we believe (RFC 8122 §5).</summary>
    public DtlsFingerprint Fingerprint;

    public SetupAttribute Setup;

    /// <summary>A hash of a=tls-id; 0 without.</summary>
    public uint TlsId;

    public ReadOnlySpan<byte> IceFragment;
    public ReadOnlySpan<byte> IcePassword;

    /// <summary>Only a session says so.</summary>
    public bool IceLite;

    /// <summary>Takes a line if it is about this. A section that names fingerprints names all of its own.</summary>
    public void Read(in SdpLine line, ref bool ownFingerprint)
    {
        if (line.TryGetAttribute("fingerprint"u8, out var value))
        {
            if (DtlsFingerprint.TryParse(value, out var fingerprint)
                && (!ownFingerprint || fingerprint.Hash > Fingerprint.Hash))
            {
                Fingerprint = fingerprint;
                ownFingerprint = true;
            }
        }
        else if (line.TryGetAttribute("setup"u8, out value))
        {
            Setup = DtlsSetup.Read(value);
        }
        else if (line.TryGetAttribute("tls-id"u8, out value))
        {
            TlsId = Hash(value);
        }
        else if (line.TryGetAttribute("ice-ufrag"u8, out value))
        {
            IceFragment = value;
        }
        else if (line.TryGetAttribute("ice-pwd"u8, out value))
        {
            IcePassword = value;
        }
        else if (line.TryGetAttribute("ice-lite"u8, out _))
        {
            IceLite = true;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = 2166136261u;
        foreach (var letter in value)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return hash | 1;
    }
}
