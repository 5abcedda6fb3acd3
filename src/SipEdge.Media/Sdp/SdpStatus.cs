namespace SipEdge.Media.Sdp;

/// <summary>Outcome of reading or writing a description. Malformed input is an everyday event, so it is a value.</summary>
public enum SdpStatus : byte
{
    Ok,

    // Limits.
    TooLarge,
    TooManyLines,
    LineTooLong,
    TooManyMedia,
    TooManyFormats,

    // Not a session description (RFC 8866 §5).
    Empty,
    BadLine,
    ForbiddenByte,
    BadVersion,
    BadOrigin,
    BadConnection,
    BadMediaLine,
    BadPort,
    BadRtpMap,
    BadFormatParameters,
    BadPacketTime,
    BadRtcpAttribute,
    BadCrypto,

    /// <summary>A host name where an address is needed; media never resolves names.</summary>
    AddressNotNumeric,

    /// <summary>A multicast group: a call has two ends.</summary>
    MulticastAddress,

    /// <summary>The audio has no c= line of its own and the session has none either.</summary>
    NoConnection,

    // Readable, but not something we can relay.

    /// <summary>A line of another profile than RTP over UDP, SRTP, DTLS-SRTP and, for fax, UDPTL.</summary>
    UnsupportedProfile,

    /// <summary>No line that may be relayed on that leg: other kinds of media, refused lines, or policy.</summary>
    NoMedia,

    /// <summary>None of the offered formats can be answered.</summary>
    NoCommonFormat,

    /// <summary>A secure profile with no a=crypto line of a suite we have.</summary>
    NoCommonCrypto,

    /// <summary>The only a=crypto lines of our suites ask for a master key identifier (RFC 3711 §8.1).</summary>
    MkiNotSupported,

    /// <summary>The only a=crypto lines of our suites carry session parameters we do not do (RFC 4568 §6.3).</summary>
    CryptoParameterNotSupported,

    /// <summary>Plain RTP, or keys of a kind we do not do, where policy asks for SRTP.</summary>
    SrtpRequired,

    /// <summary>A secure profile where policy wants plain RTP.</summary>
    SrtpNotAllowed,

    /// <summary>a=setup of a value that has no place there (RFC 5763 §5).</summary>
    BadSetup,

    /// <summary>The answer takes a format, a suite or a key tag that was not offered (RFC 3264 §6.1, RFC 4568 §5.1.3).</summary>
    NotOffered,

    /// <summary>The answer has more m= lines than the offer (RFC 3264 §6).</summary>
    AnswerLines,

    /// <summary>A line is to be relayed and has no address of ours yet.</summary>
    NoSession,

    /// <summary>An answer, and no offer to answer.</summary>
    NoOffer,

    /// <summary>An offer, and one before it still has no answer (RFC 3264 §4).</summary>
    OfferPending,

    /// <summary>The answer would have another profile than the offer (RFC 3264 §6.1).</summary>
    ProfileMismatch,

    /// <summary>The description being written did not fit.</summary>
    DestinationTooSmall,
}
