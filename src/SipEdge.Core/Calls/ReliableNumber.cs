using System.Buffers.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

/// <summary>The numbers of reliable provisional responses (RFC 3262 §7.1, §7.2).</summary>
internal static class ReliableNumber
{
    /// <summary>Whether a response is to be acknowledged, and its RSeq.</summary>
    public static bool TryRead(scoped in SipMessageView response, out uint rseq)
    {
        rseq = 0;
        return response.StatusCode is > 100 and < 200
            && OptionTags.Has(response, HeaderId.Require, OptionTags.Rel100)
            && Utf8Parser.TryParse(response.First(HeaderId.RSeq), out rseq, out var used)
            && used == response.First(HeaderId.RSeq).Length
            && rseq > 0;
    }

    /// <summary>RAck of a PRACK: RSeq, CSeq number and method of the response that it acknowledges.</summary>
    public static bool Acknowledges(scoped in SipMessageView prack, uint rseq, uint cseq)
    {
        var rack = prack.First(HeaderId.RAck);
        return TakeNumber(ref rack, out var acknowledged) && TakeNumber(ref rack, out var request)
            && acknowledged == rseq && request == cseq && rack.SequenceEqual(SipMethods.Name(SipMethod.Invite));
    }

    private static bool TakeNumber(scoped ref ReadOnlySpan<byte> text, out uint number)
    {
        if (!Utf8Parser.TryParse(text, out number, out var used))
        {
            return false;
        }
        var rest = text[used..].TrimStart(" \t\r\n"u8);
        if (rest.Length == text.Length - used)
        {
            return false;
        }
        text = rest;
        return true;
    }
}
