namespace SipEdge.Media.Sdp;

/// <summary>Direction of a stream as its describer sees it (RFC 3264 §5.1).</summary>
public enum MediaDirection : byte
{
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}
