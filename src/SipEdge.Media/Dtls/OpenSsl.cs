using System.Runtime.InteropServices;

namespace SipEdge.Media.Dtls;

/// <summary>
/// The functions of OpenSSL 3 that a DTLS-SRTP handshake needs, as its headers have them; the library is the one .NET itself
/// uses. Nothing here checks or decides: <see cref="DtlsContext"/> and <see cref="DtlsHandshake"/> look at every result.
/// </summary>
internal static unsafe partial class OpenSsl
{
    public const int ControlSetMtu = 17;
    public const int ControlSetSessionCacheMode = 44;
    public const int ControlGetTimeout = 73;
    public const int ControlHandleTimeout = 74;
    public const int ControlSetGroups = 92;
    public const int ControlSetMinimumVersion = 123;
    public const int ControlSetMaximumVersion = 124;

    public const int SessionCacheOff = 0;
    public const int Dtls12 = 0xFEFD;
    public const int KeyTypeEc = 408;

    public const ulong NoQueryMtu = 1UL << 12;
    public const ulong CookieExchange = 1UL << 13;
    public const ulong NoTicket = 1UL << 14;
    public const ulong NoRenegotiation = 1UL << 30;

    public const int VerifyPeer = 1;
    public const int VerifyFailIfNoPeerCertificate = 2;
    public const int CertificateRejected = 28;

    public const int ErrorNone = 0;
    public const int ErrorWantRead = 2;

    /// <summary>SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE.</summary>
    public const int ReasonNoPeerCertificate = 199;

    public const int BioTypeSourceSink = 0x0400;
    public const int BioControlFlush = 11;
    public const int BioFlagsRetryRead = 1 | 8;
    public const int BioFlagsRetry = 1 | 2 | 4 | 8;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    /// <summary>Whether this system has the library. The libraries stay loaded: .NET has them anyway.</summary>
    public static bool IsAvailable { get; } =
        NativeLibrary.TryLoad(Crypto, out var crypto)
        && NativeLibrary.TryLoad(Ssl, out var ssl)
        && NativeLibrary.TryGetExport(crypto, "BIO_meth_new", out _)
        && NativeLibrary.TryGetExport(ssl, "SSL_export_keying_material", out _);

    /// <summary>Reason of the oldest error of this thread; the queue is empty afterwards.</summary>
    public static int TakeError()
    {
        // ERR_GET_REASON: system errors have the top bit, and no reason of the library.
        const ulong systemError = 1UL << 31;
        const ulong reasonMask = 0x7F_FFFF;
        var error = GetError();
        ClearErrors();
        return (error & systemError) != 0 ? 0 : (int)(error & reasonMask);
    }

    [LibraryImport(Ssl, EntryPoint = "DTLS_method")]
    public static partial nint DtlsMethod();

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_new")]
    public static partial nint NewContext(nint method);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_ctrl")]
    public static partial nint ControlContext(nint context, int command, nint number, byte* text);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_options")]
    public static partial ulong SetContextOptions(nint context, ulong options);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_security_level")]
    public static partial void SetSecurityLevel(nint context, int level);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cipher_list")]
    public static partial int SetCiphers(nint context, byte* text);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_certificate_ASN1")]
    public static partial int UseCertificate(nint context, int length, byte* der);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_PrivateKey_ASN1")]
    public static partial int UsePrivateKey(int type, nint context, byte* der, nint length);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_verify")]
    public static partial void SetVerify(nint context, int mode, nint callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cert_verify_callback")]
    public static partial void SetCertificateCheck(
        nint context, delegate* unmanaged[Cdecl]<nint, nint, int> callback, nint argument);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cookie_generate_cb")]
    public static partial void SetCookieMaker(
        nint context, delegate* unmanaged[Cdecl]<nint, byte*, uint*, int> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cookie_verify_cb")]
    public static partial void SetCookieCheck(
        nint context, delegate* unmanaged[Cdecl]<nint, byte*, uint, int> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_new")]
    public static partial nint NewSsl(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_free")]
    public static partial void FreeSsl(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_clear")]
    public static partial int ClearSsl(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_bio")]
    public static partial void SetBio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_rbio")]
    public static partial nint GetReadBio(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_options")]
    public static partial ulong SetOptions(nint ssl, ulong options);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_accept_state")]
    public static partial void SetAcceptState(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_connect_state")]
    public static partial void SetConnectState(nint ssl);

    /// <summary>0 is success, unlike everywhere else.</summary>
    [LibraryImport(Ssl, EntryPoint = "SSL_set_tlsext_use_srtp")]
    public static partial int SetSrtpProfiles(nint ssl, byte* names);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_selected_srtp_profile")]
    public static partial SrtpProfile* GetSrtpProfile(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_ctrl")]
    public static partial nint Control(nint ssl, int command, nint number, void* argument);

    [LibraryImport(Ssl, EntryPoint = "DTLS_set_timer_cb")]
    public static partial void SetTimerRule(nint ssl, delegate* unmanaged[Cdecl]<nint, uint, uint> callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_do_handshake")]
    public static partial int DoHandshake(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_read")]
    public static partial int Read(nint ssl, byte* buffer, int length);

    [LibraryImport(Ssl, EntryPoint = "SSL_shutdown")]
    public static partial int Shutdown(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_error")]
    public static partial int GetSslError(nint ssl, int result);

    [LibraryImport(Ssl, EntryPoint = "SSL_export_keying_material")]
    public static partial int ExportKeyingMaterial(
        nint ssl,
        byte* material,
        nuint length,
        byte* label,
        nuint labelLength,
        byte* context,
        nuint contextLength,
        int useContext);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_ex_data_X509_STORE_CTX_idx")]
    public static partial int StoreContextIndex();

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_CTX_get_ex_data")]
    public static partial nint GetStoreContextData(nint storeContext, int index);

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_CTX_get0_cert")]
    public static partial nint GetCertificate(nint storeContext);

    [LibraryImport(Crypto, EntryPoint = "X509_STORE_CTX_set_error")]
    public static partial void SetStoreContextError(nint storeContext, int error);

    [LibraryImport(Crypto, EntryPoint = "i2d_X509")]
    public static partial int EncodeCertificate(nint certificate, byte** der);

    [LibraryImport(Crypto, EntryPoint = "BIO_get_new_index")]
    public static partial int NewBioIndex();

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_new")]
    public static partial nint NewBioMethod(int type, byte* name);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_free")]
    public static partial void FreeBioMethod(nint method);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_read")]
    public static partial int SetBioRead(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_write")]
    public static partial int SetBioWrite(nint method, delegate* unmanaged[Cdecl]<nint, byte*, int, int> callback);

    [LibraryImport(Crypto, EntryPoint = "BIO_meth_set_ctrl")]
    public static partial int SetBioControl(nint method, delegate* unmanaged[Cdecl]<nint, int, nint, void*, nint> callback);

    [LibraryImport(Crypto, EntryPoint = "BIO_new")]
    public static partial nint NewBio(nint method);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_data")]
    public static partial void SetBioData(nint bio, void* data);

    [LibraryImport(Crypto, EntryPoint = "BIO_get_data")]
    public static partial void* GetBioData(nint bio);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_init")]
    public static partial void SetBioInitialized(nint bio, int initialized);

    [LibraryImport(Crypto, EntryPoint = "BIO_set_flags")]
    public static partial void SetBioFlags(nint bio, int flags);

    [LibraryImport(Crypto, EntryPoint = "BIO_clear_flags")]
    public static partial void ClearBioFlags(nint bio, int flags);

    [LibraryImport(Crypto, EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    [LibraryImport(Crypto, EntryPoint = "ERR_get_error")]
    private static partial ulong GetError();

    /// <summary>struct srtp_protection_profile_st.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SrtpProfile
    {
        public byte* Name;
        public nuint Id;
    }

    /// <summary>struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;
    }
}
