using System.Globalization;

namespace SipEdge.Sip.Transport;

/// <summary>Why a connection failed. A value, so that it travels with a message's failure.</summary>
/// <param name="Fault">The class.</param>
/// <param name="Alert">The number of the TLS alert that the peer sent; 0 without one (close_notify is no failure).</param>
public readonly record struct FlowFailure(FlowFault Fault, byte Alert = 0)
{
    public override string ToString() => Alert == 0
        ? Fault.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{Fault} (alert {Alert} {AlertName(Alert)})");

    /// <summary>As RFC 8446 §6.2 and RFC 5246 §7.2.2 call it.</summary>
    public static string AlertName(byte alert) => alert switch
    {
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        109 => "missing_extension",
        110 => "unsupported_extension",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => "unknown",
    };
}
