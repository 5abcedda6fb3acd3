using System.Security.Cryptography;

namespace SipEdge.Media.Dtls;

/// <summary>
/// What all handshakes of the process share: our certificate and OpenSSL's settings. Immutable after construction; its
/// handshakes may outlive it.
/// </summary>
internal sealed unsafe class DtlsContext : IDisposable
{
    /// <summary>
    /// Forward secrecy and AEAD alone, with a certificate of either kind at the peer's end; RFC 8827 §6.5 demands the first of
    /// them of everybody.
    /// </summary>
    private static ReadOnlySpan<byte> Ciphers => "ECDHE+AESGCM:ECDHE+CHACHA20\0"u8;

    private static ReadOnlySpan<byte> Groups => "X25519:P-256:P-384\0"u8;

    /// <summary>112 bits: no RSA key below 2048 bits and no SHA-1 signature, whatever the system's default is.</summary>
    private const int SecurityLevel = 2;

    private nint _context;
    private int _live;

    private DtlsContext(nint context, DtlsFingerprint fingerprint)
    {
        _context = context;
        Fingerprint = fingerprint;
    }

    /// <summary>Of our certificate.</summary>
    public DtlsFingerprint Fingerprint { get; }

    /// <summary>Handshakes begun and not disposed.</summary>
    public int LiveHandshakes => Volatile.Read(ref _live);

    /// <summary>Null when the library is not there or refuses what is asked of it: then there is no DTLS.</summary>
    public static DtlsContext? TryCreate() => OpenSsl.IsAvailable ? TryCreate(DtlsIdentity.Create()) : null;

    public static DtlsContext? TryCreate(DtlsIdentity identity)
    {
        var context = OpenSsl.NewContext(OpenSsl.DtlsMethod());
        var ready = context != 0 && SetUp(context, identity);
        CryptographicOperations.ZeroMemory(identity.PrivateKey);
        if (ready)
        {
            return new DtlsContext(context, identity.Fingerprint);
        }

        OpenSsl.FreeContext(context); // which takes 0, too
        OpenSsl.ClearErrors();
        return null;
    }

    /// <summary>
    /// A new association, or null with the reason: OpenSSL has no memory, or none of the suites has a profile.
    /// <paramref name="addressProven"/>: the peer's address answered a check of ICE; if not, it has to return a cookie before
    /// we do public key work for it or send more than we got (RFC 6347 §4.2.1).
    /// </summary>
    public DtlsHandshake? TryBegin(
        DtlsSettings settings,
        bool addressProven,
        DtlsTimes times,
        long now,
        out DtlsFailure failure)
    {
        var handshake = DtlsHandshake.TryCreate(_context, settings, addressProven, times, now, Ended, out failure);
        if (handshake is not null)
        {
            Interlocked.Increment(ref _live);
        }

        return handshake;
    }

    public void Dispose()
    {
        OpenSsl.FreeContext(Interlocked.Exchange(ref _context, 0));
    }

    private static bool SetUp(nint context, DtlsIdentity identity)
    {
        OpenSsl.SetSecurityLevel(context, SecurityLevel);
        OpenSsl.SetContextOptions(context, OpenSsl.NoQueryMtu | OpenSsl.NoTicket | OpenSsl.NoRenegotiation);

        // No resumption: every association shows its certificate anew.
        OpenSsl.ControlContext(context, OpenSsl.ControlSetSessionCacheMode, OpenSsl.SessionCacheOff, null);
        DatagramBio.Register(context);
        fixed (byte* ciphers = Ciphers, groups = Groups, certificate = identity.Certificate, key = identity.PrivateKey)
        {
            return OpenSsl.ControlContext(context, OpenSsl.ControlSetMinimumVersion, OpenSsl.Dtls12, null) == 1
                && OpenSsl.ControlContext(context, OpenSsl.ControlSetMaximumVersion, OpenSsl.Dtls12, null) == 1
                && OpenSsl.SetCiphers(context, ciphers) == 1
                && OpenSsl.ControlContext(context, OpenSsl.ControlSetGroups, 0, groups) == 1
                && OpenSsl.UseCertificate(context, identity.Certificate.Length, certificate) == 1
                && OpenSsl.UsePrivateKey(OpenSsl.KeyTypeEc, context, key, identity.PrivateKey.Length) == 1;
        }
    }

    private void Ended() => Interlocked.Decrement(ref _live);
}
