using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SipEdge.Media.Dtls;

/// <summary>
/// The certificate this process shows in every handshake: self-signed, made at the start and gone with the process. Its
/// fingerprint in the signalling is what it is believed by (RFC 5763 §3), so nobody has to know its issuer, and its name says
/// nothing about us.
/// </summary>
internal sealed class DtlsIdentity
{
    // Nobody checks the time of a certificate that is known by its fingerprint; some refuse to read one that has none.
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private DtlsIdentity(byte[] certificate, byte[] privateKey)
    {
        Certificate = certificate;
        PrivateKey = privateKey;
        Fingerprint = DtlsFingerprint.Compute(FingerprintHash.Sha256, certificate);
    }

    public DtlsFingerprint Fingerprint { get; }

    /// <summary>DER.</summary>
    public byte[] Certificate { get; }

    /// <summary>DER, as SEC 1 has it. Zeroed by whoever hands it to OpenSSL.</summary>
    public byte[] PrivateKey { get; }

    /// <summary>ECDSA on P-256: what every DTLS-SRTP peer has (RFC 8827 §6.5), and quick to sign with.</summary>
    public static DtlsIdentity Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sipedge", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return new DtlsIdentity(certificate.RawData, key.ExportECPrivateKey());
    }
}
