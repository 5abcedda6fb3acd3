using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SipEdge.Sip.Messages;

/// <summary>A piece of a message as offsets: half the size of a span, and free to keep in a plain struct.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    /// <summary>Where <paramref name="piece"/>, which was cut out of <paramref name="whole"/>, lies in it.</summary>
    public static Slice In(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> piece) => piece.IsEmpty
        ? default
        : new Slice(
            (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(whole), ref MemoryMarshal.GetReference(piece)),
            piece.Length);

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}
