using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SipEdge.Media.Dtls;

/// <summary>
/// What OpenSSL reads from and writes to in place of a socket: one datagram in, a few datagrams out, each kept apart. In native
/// memory, because OpenSSL calls back with nothing but a pointer to it. Owned by one <see cref="DtlsHandshake"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DatagramBio
{
    public const int CookieLength = 16;

    /// <summary>Room for what is written before anybody takes it: a server's flight has some 1.1 kB, a client's 0.8 kB.</summary>
    private const int OutputCapacity = 6144;

    /// <summary>Longest certificate looked at. Self-signed ones have 300 to 1,200 bytes.</summary>
    private const int MaxCertificate = 8192;

    /// <summary>One index per process: OpenSSL has no more than 127 of them, and never takes one back.</summary>
    private static readonly int TypeIndex = OpenSsl.IsAvailable ? OpenSsl.NewBioIndex() : 0;

    private byte* _input;
    private int _inputLength;

    // Datagrams one behind the other, each after its length; taken from the front.
    private int _taken;
    private int _written;
    private DtlsFingerprint _expected;
    private Cookie _cookie;
    private uint _firstTimeout;
    private fixed byte _output[OutputCapacity];

    /// <summary>Datagrams that found no room. The handshake's own retransmission makes good for them.</summary>
    public int Lost { get; private set; }

    /// <summary>The peer showed a certificate, and it was the right one.</summary>
    public bool Verified { get; private set; }

    /// <summary>The peer showed another certificate than signalling told of.</summary>
    public bool Rejected { get; private set; }

    /// <summary>Whether the peer has shown that it gets what is sent to it.</summary>
    public bool CookieReturned { get; private set; }

    public static DatagramBio* Create(in DtlsFingerprint expected, uint firstTimeoutMicroseconds)
    {
        var created = (DatagramBio*)NativeMemory.AllocZeroed((nuint)sizeof(DatagramBio));
        created->_expected = expected;
        created->_firstTimeout = firstTimeoutMicroseconds;
        RandomNumberGenerator.Fill(created->_cookie);
        return created;
    }

    public static void Free(DatagramBio* bio) => NativeMemory.Free(bio);

    /// <summary>What OpenSSL calls for every BIO of ours; 0 when it has no memory.</summary>
    public static nint CreateMethod()
    {
        fixed (byte* name = "sipedge datagrams"u8)
        {
            var method = OpenSsl.NewBioMethod(TypeIndex | OpenSsl.BioTypeSourceSink, name);
            if (method != 0
                && OpenSsl.SetBioRead(method, &OnRead) != 0
                && OpenSsl.SetBioWrite(method, &OnWrite) != 0
                && OpenSsl.SetBioControl(method, &OnControl) != 0)
            {
                return method;
            }

            if (method != 0)
            {
                OpenSsl.FreeBioMethod(method);
            }

            return 0;
        }
    }

    /// <summary>What OpenSSL asks once a context is set up: is this the certificate, which cookie, how long to wait?</summary>
    public static void Register(nint context)
    {
        OpenSsl.SetVerify(context, OpenSsl.VerifyPeer | OpenSsl.VerifyFailIfNoPeerCertificate, 0);
        OpenSsl.SetCertificateCheck(context, &OnCertificate, 0);
        OpenSsl.SetCookieMaker(context, &OnMakeCookie);
        OpenSsl.SetCookieCheck(context, &OnCheckCookie);
    }

    public static void RegisterTimer(nint ssl) => OpenSsl.SetTimerRule(ssl, &OnTimer);

    /// <summary>Shows a datagram to OpenSSL until <see cref="EndInput"/>; the caller keeps it in place meanwhile.</summary>
    public void BeginInput(byte* datagram, int length)
    {
        _input = datagram;
        _inputLength = length;
    }

    public void EndInput()
    {
        _input = null;
        _inputLength = 0;
    }

    /// <summary>Forgets what was to be sent.</summary>
    public void DropOutput() => (_taken, _written) = (0, 0);

    /// <summary>The oldest datagram not yet taken. Good until OpenSSL is called again.</summary>
    public bool TryTake(out ReadOnlySpan<byte> datagram)
    {
        if (_taken == _written)
        {
            DropOutput();
            datagram = default;
            return false;
        }

        var output = Output;
        var length = MemoryMarshal.Read<ushort>(output[_taken..]);
        datagram = output.Slice(_taken + sizeof(ushort), length);
        _taken += sizeof(ushort) + length;
        return true;
    }

    private Span<byte> Output => MemoryMarshal.CreateSpan(ref _output[0], OutputCapacity);

    private void Write(ReadOnlySpan<byte> datagram)
    {
        if (OutputCapacity - _written < sizeof(ushort) + datagram.Length)
        {
            Lost++;
            return;
        }

        MemoryMarshal.Write(Output[_written..], (ushort)datagram.Length);
        datagram.CopyTo(Output[(_written + sizeof(ushort))..]);
        _written += sizeof(ushort) + datagram.Length;
    }

    /// <summary>
    /// The certificate itself is asked for nothing: neither who made it nor when. Signalling vouches for it by its hash
    /// (RFC 5763 §5, RFC 8122 §6).
    /// </summary>
    private bool IsExpected(nint certificate)
    {
        var length = certificate == 0 ? 0 : OpenSsl.EncodeCertificate(certificate, null);
        if (length is <= 0 or > MaxCertificate || _expected.IsNone)
        {
            return false;
        }

        Span<byte> der = stackalloc byte[MaxCertificate];
        fixed (byte* start = der)
        {
            var end = start;
            var written = OpenSsl.EncodeCertificate(certificate, &end);
            return written == length && DtlsFingerprint.Compute(_expected.Hash, der[..written]) == _expected;
        }
    }

    private static DatagramBio* Of(nint ssl) => (DatagramBio*)OpenSsl.GetBioData(OpenSsl.GetReadBio(ssl));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnRead(nint bio, byte* buffer, int length)
    {
        OpenSsl.ClearBioFlags(bio, OpenSsl.BioFlagsRetry);
        var state = (DatagramBio*)OpenSsl.GetBioData(bio);
        if (state == null || state->_inputLength == 0)
        {
            OpenSsl.SetBioFlags(bio, OpenSsl.BioFlagsRetryRead);
            return -1;
        }

        // Like recv(2): what does not fit is gone.
        var taken = Math.Min(length, state->_inputLength);
        Buffer.MemoryCopy(state->_input, buffer, length, taken);
        state->EndInput();
        return taken;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(nint bio, byte* data, int length)
    {
        OpenSsl.ClearBioFlags(bio, OpenSsl.BioFlagsRetry);
        var state = (DatagramBio*)OpenSsl.GetBioData(bio);
        if (state != null)
        {
            state->Write(new ReadOnlySpan<byte>(data, length));
        }

        return length;
    }

    /// <summary>Flushing works; of anything else a datagram socket may be asked the answer is "nothing" or "no".</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnControl(nint bio, int command, nint number, void* argument) =>
        command == OpenSsl.BioControlFlush ? 1 : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCertificate(nint storeContext, nint argument)
    {
        var ssl = OpenSsl.GetStoreContextData(storeContext, OpenSsl.StoreContextIndex());
        var state = Of(ssl);
        state->Verified = state->IsExpected(OpenSsl.GetCertificate(storeContext));
        state->Rejected = !state->Verified;
        if (state->Rejected)
        {
            OpenSsl.SetStoreContextError(storeContext, OpenSsl.CertificateRejected);
        }

        return state->Verified ? 1 : 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnMakeCookie(nint ssl, byte* cookie, uint* length)
    {
        ((ReadOnlySpan<byte>)Of(ssl)->_cookie).CopyTo(new Span<byte>(cookie, CookieLength));
        *length = CookieLength;
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCheckCookie(nint ssl, byte* cookie, uint length)
    {
        var state = Of(ssl);
        var right = CryptographicOperations.FixedTimeEquals(new ReadOnlySpan<byte>(cookie, (int)length), state->_cookie);
        state->CookieReturned |= right;
        return right ? 1 : 0;
    }

    /// <summary>How long a flight waits for its answer: at first what we were told, then twice as long, up to 4 s.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static uint OnTimer(nint ssl, uint before)
    {
        const uint longest = 4_000_000;
        return before == 0 ? Of(ssl)->_firstTimeout : Math.Min(2 * before, longest);
    }

    [InlineArray(CookieLength)]
    private struct Cookie
    {
        private byte _first;
    }
}
