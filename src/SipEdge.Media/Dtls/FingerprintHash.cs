namespace SipEdge.Media.Dtls;

/// <summary>
/// Hash of a certificate's fingerprint (RFC 8122 §5). Deviates: sha-1, md5 and md2 are not believed, though RFC 8122 has them
/// for old peers: whoever can make two certificates of one hash could stand in the middle. sha-224 nobody sends.
/// </summary>
public enum FingerprintHash : byte
{
    None,
    Sha256,
    Sha384,
    Sha512,
}
