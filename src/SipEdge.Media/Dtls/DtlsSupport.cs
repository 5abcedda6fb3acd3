namespace SipEdge.Media.Dtls;

/// <summary>May this system agree on keys by a handshake?</summary>
public static class DtlsSupport
{
    /// <summary>The system has the library that does it.</summary>
    public static bool IsAvailable => OpenSsl.IsAvailable;
}
