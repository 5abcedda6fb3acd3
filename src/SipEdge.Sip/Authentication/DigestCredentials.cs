using System.Text;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// What an Authorization or Proxy-Authorization value claims (RFC 7616 §3.4), read in place and not yet verified. Quoted
/// values are unescaped.
/// </summary>
public readonly ref struct DigestCredentials
{
    /// <summary>Longest value of any one parameter, so that what is hashed fits a stack buffer.</summary>
    public const int MaxValueLength = 1024;

    private DigestCredentials(scoped in Fields fields)
    {
        Username = fields.Username;
        Realm = fields.Realm;
        Nonce = fields.Nonce;
        Uri = fields.Uri;
        Response = fields.Response;
        CNonce = fields.CNonce;
        Opaque = fields.Opaque;
        Qop = fields.Qop;
        NonceCountText = fields.NonceCountText;
        NonceCount = fields.NonceCount;
        Algorithm = fields.Algorithm;
    }

    public ReadOnlySpan<byte> Username { get; }

    public ReadOnlySpan<byte> Realm { get; }

    public ReadOnlySpan<byte> Nonce { get; }

    /// <summary>
    /// digest-uri: what was hashed. Whether it must equal the Request-URI is the caller's policy (RFC 3261 §22.4).
    /// </summary>
    public ReadOnlySpan<byte> Uri { get; }

    public ReadOnlySpan<byte> Response { get; }

    public ReadOnlySpan<byte> CNonce { get; }

    public ReadOnlySpan<byte> Opaque { get; }

    /// <summary>"auth" as written, or empty for a client of RFC 2069.</summary>
    public ReadOnlySpan<byte> Qop { get; }

    /// <summary>MD5 when the parameter is absent (RFC 7616 §3.3).</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>1 when there is no qop: such a nonce is good for one use.</summary>
    public uint NonceCount { get; }

    internal ReadOnlySpan<byte> NonceCountText { get; }

    /// <summary>As the other, with no room for escaped values: those are refused.</summary>
    public static DigestParseStatus TryParse(ReadOnlySpan<byte> headerValue, out DigestCredentials credentials) =>
        TryParse(headerValue, default, out credentials);

    /// <param name="headerValue">One header line's value.</param>
    /// <param name="scratch">Where values that have escapes are unescaped; must live as long as the credentials.</param>
    /// <param name="credentials">Only usable on <see cref="DigestParseStatus.Complete"/>.</param>
    public static DigestParseStatus TryParse(ReadOnlySpan<byte> headerValue, Span<byte> scratch,
        out DigestCredentials credentials)
    {
        credentials = default;
        if (!AuthScheme.TryTakeDigest(headerValue, out var parameters))
        {
            return DigestParseStatus.NotDigest;
        }

        var fields = default(Fields);
        var reader = new AuthParameterReader(parameters);
        while (reader.Next())
        {
            var value = reader.Value;
            if (value.Length > MaxValueLength)
            {
                return DigestParseStatus.ValueTooLong;
            }

            if (reader.IsEscaped && !QuotedText.TryUnescape(value, ref scratch, out value))
            {
                return DigestParseStatus.EscapedValueTooLong;
            }

            if (!fields.TrySet(reader.Name, value))
            {
                return DigestParseStatus.DuplicateParameter;
            }
        }

        var status = reader.Failed ? DigestParseStatus.Malformed : fields.Check();
        if (status == DigestParseStatus.Complete)
        {
            credentials = new DigestCredentials(fields);
        }

        return status;
    }

    /// <summary>The parameters while they are collected.</summary>
    private ref struct Fields
    {
        private int _seen;
        private ReadOnlySpan<byte> _algorithm;
        private ReadOnlySpan<byte> _userhash;

        public ReadOnlySpan<byte> Username;
        public ReadOnlySpan<byte> Realm;
        public ReadOnlySpan<byte> Nonce;
        public ReadOnlySpan<byte> Uri;
        public ReadOnlySpan<byte> Response;
        public ReadOnlySpan<byte> CNonce;
        public ReadOnlySpan<byte> Opaque;
        public ReadOnlySpan<byte> Qop;
        public ReadOnlySpan<byte> NonceCountText;
        public uint NonceCount;
        public DigestAlgorithm Algorithm;

        /// <summary>False for a second parameter of a name that is known; others are ignored (auth-param).</summary>
        public bool TrySet(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            if (Is(name, "username"u8))
            {
                return Set(0, ref Username, value);
            }

            if (Is(name, "realm"u8))
            {
                return Set(1, ref Realm, value);
            }

            if (Is(name, "nonce"u8))
            {
                return Set(2, ref Nonce, value);
            }

            if (Is(name, "uri"u8))
            {
                return Set(3, ref Uri, value);
            }

            if (Is(name, "response"u8))
            {
                return Set(4, ref Response, value);
            }

            if (Is(name, "cnonce"u8))
            {
                return Set(5, ref CNonce, value);
            }

            if (Is(name, "opaque"u8))
            {
                return Set(6, ref Opaque, value);
            }

            if (Is(name, "qop"u8))
            {
                return Set(7, ref Qop, value);
            }

            if (Is(name, "nc"u8))
            {
                return Set(8, ref NonceCountText, value);
            }

            if (Is(name, "algorithm"u8))
            {
                return Set(9, ref _algorithm, value);
            }

            return !Is(name, "userhash"u8) || Set(10, ref _userhash, value);
        }

        public DigestParseStatus Check()
        {
            var status = CheckAlgorithm();
            if (status == DigestParseStatus.Complete)
            {
                status = CheckRequired();
            }

            return status == DigestParseStatus.Complete ? CheckQop() : status;
        }

        private DigestParseStatus CheckAlgorithm()
        {
            if (Ascii.EqualsIgnoreCase(_userhash, "true"u8))
            {
                return DigestParseStatus.HashedUsername;
            }

            if ((_seen & (1 << 9)) == 0 || DigestAlgorithms.TryFind(_algorithm, out Algorithm))
            {
                return DigestParseStatus.Complete;
            }

            return _algorithm.Length > 5 && Ascii.EqualsIgnoreCase(_algorithm[^5..], "-sess"u8)
                ? DigestParseStatus.SessionAlgorithm
                : DigestParseStatus.UnknownAlgorithm;
        }

        private readonly DigestParseStatus CheckRequired()
        {
            if (Username.IsEmpty)
            {
                return DigestParseStatus.MissingUsername;
            }

            // realm="" is legal where the challenge said so; absent is not.
            if ((_seen & (1 << 1)) == 0)
            {
                return DigestParseStatus.MissingRealm;
            }

            if (Nonce.IsEmpty)
            {
                return DigestParseStatus.MissingNonce;
            }

            if (Uri.IsEmpty)
            {
                return DigestParseStatus.MissingUri;
            }

            if (Response.IsEmpty)
            {
                return DigestParseStatus.MissingResponse;
            }

            return Response.Length == DigestAlgorithms.HexLength(Algorithm) && IsHex(Response)
                ? DigestParseStatus.Complete
                : DigestParseStatus.BadResponse;
        }

        private DigestParseStatus CheckQop()
        {
            if ((_seen & (1 << 7)) == 0)
            {
                NonceCount = 1;
                return DigestParseStatus.Complete;
            }

            if (!Ascii.EqualsIgnoreCase(Qop, "auth"u8))
            {
                return Ascii.EqualsIgnoreCase(Qop, "auth-int"u8) ? DigestParseStatus.AuthIntQop : DigestParseStatus.UnknownQop;
            }

            if (CNonce.IsEmpty)
            {
                return DigestParseStatus.MissingCNonce;
            }

            if (NonceCountText.IsEmpty)
            {
                return DigestParseStatus.MissingNonceCount;
            }

            return TryReadNonceCount() ? DigestParseStatus.Complete : DigestParseStatus.BadNonceCount;
        }

        // nc-value = 8LHEX; upper case is taken too, and hashed as it was written.
        private bool TryReadNonceCount()
        {
            if (NonceCountText.Length != 8 || !IsHex(NonceCountText))
            {
                return false;
            }

            foreach (var c in NonceCountText)
            {
                NonceCount = (NonceCount << 4) | (uint)HexDigit(c);
            }

            return NonceCount != 0;
        }

        private static int HexDigit(byte c) => c <= (byte)'9' ? c - '0' : (c | 0x20) - 'a' + 10;

        private static bool IsHex(ReadOnlySpan<byte> text)
        {
            foreach (var c in text)
            {
                if (!char.IsAsciiHexDigit((char)c))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);

        private bool Set(int bit, scoped ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            if ((_seen & (1 << bit)) != 0)
            {
                return false;
            }

            _seen |= 1 << bit;
            field = value;
            return true;
        }
    }
}
