using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>POST /reload: 200 when the new configuration serves, 409 with every problem when the old one still does.</summary>
internal static class ReloadResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapPost("/reload",
        async (HttpContext context) =>
    {
        var report = await edge.ReloadAsync(AdminPeer.Name(context), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = report.Applied ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await context.Response.WriteAsJsonAsync(
            report, AdminJson.Default.ReloadReport, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    });
}
