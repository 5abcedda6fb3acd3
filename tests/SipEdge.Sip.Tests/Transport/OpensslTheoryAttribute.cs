namespace SipEdge.Sip.Tests.Transport;

/// <summary>Needs openssl; where it is not installed the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpensslTheoryAttribute : TheoryAttribute
{
    public OpensslTheoryAttribute()
    {
        if (!OpensslServer.IsInstalled)
        {
            Skip = "openssl not installed (Debian package openssl)";
        }
    }
}
