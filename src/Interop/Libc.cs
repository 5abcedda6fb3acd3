namespace SipEdge.Interop;

internal static partial class Libc
{
}
