namespace SipEdge.Sip.Messages;

/// <summary>What the parser found out about one message, as offsets; the private half of <see cref="SipMessageView"/>.</summary>
internal struct MessageFacts
{
    public bool IsRequest;
    public SipMethod Method;
    public short StatusCode;
    public short MaxForwards;
    public uint CSeq;
    public int ProblemOffset;
    public Slice MethodName;
    public Slice RequestUri;
    public Slice Reason;
    public Slice Body;
    public Slice CallId;
    public Slice FromTag;
    public Slice ToTag;
}
