using System.Buffers.Text;
using System.Text;

namespace SipEdge.Media.Dtmf;

/// <summary>
/// Digits in SIP INFO: application/dtmf-relay ("Signal=5", "Duration=160") and application/dtmf (the bare digit). Neither has
/// an RFC; both are the legacy usage that RFC 6086 §1.2 leaves alone, without an Info-Package. What is read is what devices
/// send: keys in any case, blanks around "=", CRLF or LF, in any order; what is written is the spelling of RFC-less habit.
/// </summary>
public static class DtmfInfo
{
    /// <summary>Longest body that is looked at.</summary>
    public const int MaxLength = 128;

    /// <summary>Longest body that <see cref="WriteRelay"/> writes.</summary>
    public const int MaxRelayLength = 32;

    public static ReadOnlySpan<byte> RelayType => "application/dtmf-relay"u8;

    public static ReadOnlySpan<byte> BareType => "application/dtmf"u8;

    /// <summary>Reads the body of an INFO.</summary>
    /// <param name="contentType">Its Content-Type, parameters allowed.</param>
    /// <param name="body">The body.</param>
    /// <param name="press">The digit, its length within bounds.</param>
    public static DtmfInfoStatus Read(ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body, out DigitPress press)
    {
        press = default;
        var end = contentType.IndexOf((byte)';');
        var type = Trim(end < 0 ? contentType : contentType[..end]);
        var relay = Ascii.EqualsIgnoreCase(type, RelayType);
        if (!relay && !Ascii.EqualsIgnoreCase(type, BareType))
        {
            return DtmfInfoStatus.NotDtmf;
        }

        if (body.Length > MaxLength)
        {
            return DtmfInfoStatus.Malformed;
        }

        var valid = relay ? TryReadRelay(body, out press) : TryReadBare(body, out press);
        return valid ? DtmfInfoStatus.Digit : DtmfInfoStatus.Malformed;
    }

    /// <summary>Writes application/dtmf-relay; 0 when there is no room.</summary>
    public static int WriteRelay(Span<byte> destination, DigitPress press)
    {
        press = press.Bounded();
        Span<byte> number = stackalloc byte[8];
        Utf8Formatter.TryFormat(press.Milliseconds, number, out var digits);
        Span<byte> signal = stackalloc byte[2];
        var length = WriteSignal(signal, press.Digit);
        var total = "Signal="u8.Length + length + "\r\nDuration="u8.Length + digits + "\r\n"u8.Length;
        if (destination.Length < total)
        {
            return 0;
        }

        var at = Copy(destination, 0, "Signal="u8);
        at = Copy(destination, at, signal[..length]);
        at = Copy(destination, at, "\r\nDuration="u8);
        at = Copy(destination, at, number[..digits]);
        return Copy(destination, at, "\r\n"u8);
    }

    /// <summary>Writes application/dtmf; 0 when there is no room.</summary>
    public static int WriteBare(Span<byte> destination, DtmfDigit digit) =>
        destination.Length < 2 ? 0 : WriteSignal(destination, digit);

    private static bool TryReadRelay(ReadOnlySpan<byte> body, out DigitPress press)
    {
        press = default;
        DtmfDigit? digit = null;
        var milliseconds = DigitPress.UsualMilliseconds;
        while (!body.IsEmpty)
        {
            var end = body.IndexOfAny((byte)'\r', (byte)'\n');
            var line = Trim(end < 0 ? body : body[..end]);
            body = end < 0 ? [] : body[(end + 1)..];
            var equals = line.IndexOf((byte)'=');
            if (equals < 0)
            {
                if (line.IsEmpty)
                {
                    continue;
                }

                return false;
            }

            var key = Trim(line[..equals]);
            var value = Trim(line[(equals + 1)..]);
            if (Ascii.EqualsIgnoreCase(key, "signal"u8))
            {
                if (digit is not null || !TryReadSignal(value, out var read))
                {
                    return false;
                }

                digit = read;
            }
            else if (Ascii.EqualsIgnoreCase(key, "duration"u8)
                && (!Utf8Parser.TryParse(value, out milliseconds, out var used) || used != value.Length || milliseconds < 0))
            {
                return false;
            }
        }

        press = new DigitPress(digit ?? default, milliseconds).Bounded();
        return digit is not null;
    }

    private static bool TryReadBare(ReadOnlySpan<byte> body, out DigitPress press)
    {
        var valid = TryReadSignal(Trim(body), out var digit);
        press = new DigitPress(digit, DigitPress.UsualMilliseconds);
        return valid;
    }

    /// <summary>One character, an event code from 10 to 16, or what Cisco calls a flash.</summary>
    private static bool TryReadSignal(ReadOnlySpan<byte> value, out DtmfDigit digit)
    {
        digit = default;
        if (value.Length == 1)
        {
            var upper = value[0] is >= (byte)'a' and <= (byte)'d' ? (byte)(value[0] - 32) : value[0];
            var index = "0123456789*#ABCD!"u8.IndexOf(upper);
            digit = (DtmfDigit)Math.Max(index, 0);
            return index >= 0;
        }

        if (Ascii.EqualsIgnoreCase(value, "hf"u8) || Ascii.EqualsIgnoreCase(value, "flash"u8))
        {
            digit = DtmfDigit.Flash;
            return true;
        }

        var code = value is [(byte)'1', >= (byte)'0' and <= (byte)'6'] ? 10 + value[1] - '0' : 0;
        digit = (DtmfDigit)code;
        return code != 0;
    }

    private static int WriteSignal(Span<byte> destination, DtmfDigit digit)
    {
        if (digit == DtmfDigit.Flash)
        {
            return Copy(destination, 0, "16"u8);
        }

        destination[0] = "0123456789*#ABCD"u8[(int)digit];
        return 1;
    }

    private static int Copy(Span<byte> destination, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        return at + bytes.Length;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value) => value.Trim(" \t\r\n"u8);
}
