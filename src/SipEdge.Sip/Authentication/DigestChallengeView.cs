using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Sip.Authentication;

/// <summary>
/// What a WWW-Authenticate or Proxy-Authenticate value asks for, read in place (RFC 7616 §3.3). A client takes the topmost
/// challenge that parses (RFC 8760 §2.5). Realm and nonce keep their escapes: they go back as they came.
/// </summary>
public readonly ref struct DigestChallengeView
{
    private const int RealmBit = 1;
    private const int NonceBit = 2;
    private const int OpaqueBit = 4;
    private const int AlgorithmBit = 8;
    private const int QopBit = 16;
    private const int StaleBit = 32;

    private DigestChallengeView(ReadOnlySpan<byte> realm, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> opaque, bool hasOpaque,
        DigestAlgorithm algorithm, bool offersAuth, bool stale)
    {
        Realm = realm;
        Nonce = nonce;
        Opaque = opaque;
        HasOpaque = hasOpaque;
        Algorithm = algorithm;
        OffersAuth = offersAuth;
        Stale = stale;
    }

    public ReadOnlySpan<byte> Realm { get; }

    public ReadOnlySpan<byte> Nonce { get; }

    public ReadOnlySpan<byte> Opaque { get; }

    public bool HasOpaque { get; }

    public DigestAlgorithm Algorithm { get; }

    /// <summary>qop=auth is among the choices; without any qop the server speaks RFC 2069.</summary>
    public bool OffersAuth { get; }

    /// <summary>The last answer was right but its nonce too old: answer again without asking anyone.</summary>
    public bool Stale { get; }

    public static DigestParseStatus TryParse(ReadOnlySpan<byte> headerValue, out DigestChallengeView challenge)
    {
        challenge = default;
        if (!AuthScheme.TryTakeDigest(headerValue, out var parameters))
        {
            return DigestParseStatus.NotDigest;
        }

        ReadOnlySpan<byte> realm = default, nonce = default, opaque = default, algorithmName = "MD5"u8, qop = default;
        var seen = 0;
        var stale = false;
        var reader = new AuthParameterReader(parameters);
        while (reader.Next())
        {
            if (reader.Value.Length > DigestCredentials.MaxValueLength)
            {
                return DigestParseStatus.ValueTooLong;
            }

            var bit = 0;
            if (Is(reader.Name, "realm"u8))
            {
                bit = RealmBit;
                realm = reader.Value;
            }
            else if (Is(reader.Name, "nonce"u8))
            {
                bit = NonceBit;
                nonce = reader.Value;
            }
            else if (Is(reader.Name, "opaque"u8))
            {
                bit = OpaqueBit;
                opaque = reader.Value;
            }
            else if (Is(reader.Name, "algorithm"u8))
            {
                bit = AlgorithmBit;
                algorithmName = reader.Value;
            }
            else if (Is(reader.Name, "qop"u8))
            {
                bit = QopBit;
                qop = reader.Value;
            }
            else if (Is(reader.Name, "stale"u8))
            {
                bit = StaleBit;
                stale = Is(reader.Value, "true"u8);
            }

            if ((seen & bit) != 0)
            {
                return DigestParseStatus.DuplicateParameter;
            }

            seen |= bit;
        }

        var offersAuth = ListsAuth(qop);
        var status = reader.Failed ? DigestParseStatus.Malformed
            : (seen & RealmBit) == 0 ? DigestParseStatus.MissingRealm
            : nonce.IsEmpty ? DigestParseStatus.MissingNonce
            : (seen & QopBit) != 0 && !offersAuth ? DigestParseStatus.UnknownQop
            : DigestParseStatus.Complete;
        if (status != DigestParseStatus.Complete)
        {
            return status;
        }

        if (!DigestAlgorithms.TryFind(algorithmName, out var algorithm))
        {
            return DigestParseStatus.UnknownAlgorithm;
        }

        challenge = new DigestChallengeView(realm, nonce, opaque, (seen & OpaqueBit) != 0, algorithm, offersAuth, stale);
        return DigestParseStatus.Complete;
    }

    // qop-options is a quoted list: "auth,auth-int".
    private static bool ListsAuth(ReadOnlySpan<byte> qop)
    {
        foreach (var range in qop.Split((byte)','))
        {
            if (Is(SipGrammar.Trim(qop[range]), "auth"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(text, expected);
}
